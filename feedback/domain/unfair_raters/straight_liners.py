"""Raters who give the same rating whoever sits before them.

For each rater with LEAST_FORMS forms about LEAST_PEOPLE people: how many ratings were *not* the one
they give most. Under fair rating the number in a form follows what other raters' forms show that
were expected to come out alike: strata of STRATUM forms by number of ratings and expected level
(the rater's severity is part of it), made of strangers' forms by raters who are not suspected. The
sum over a rater's forms is the convolution of these, and p the chance of so few, four times over
for the choice of the rating. Raters with less than LEAST_SHARE of their ratings on one level have
p = 1. Benjamini and Hochberg's procedure over all who were looked at keeps the expected share of
false discoveries (FDR) below FALSE. Source: long-string indices of careless answering, made
conditional on what was to be rated.
"""

from dataclasses import dataclass

import numpy as np
from scipy.stats import false_discovery_control

from feedback.domain.readiness_model.ratings import Bools, Floats, Ints
from feedback.domain.readiness_model.scores import LEVELS
from feedback.domain.unfair_raters.expecting import LEAST_OTHERS, Basis, expected_of
from feedback.domain.unfair_raters.parties import counts_of_levels, parties_of, total_by

LEAST_FORMS = 8
LEAST_PEOPLE = 3
LEAST_SHARE = 0.9
STRATUM = 200  # forms that are expected to come out alike
LEAN = 10.0  # forms that all strata together count as in each
MOST_AWAY = 3  # more ratings away from it in one form count as this many
FALSE = 0.04


@dataclass(frozen=True)
class StraightLiner:
    rater: int  # code of Parties
    level: int  # the rating, 1 … 4
    share: float  # of their ratings on it
    usual_share: float  # that fair raters would have had on it
    forms: Ints  # rows of the ratings
    chance: float  # adjusted for having looked at many


def straight_liners(basis: Basis, *, apart: Bools) -> list[StraightLiner]:
    """Forms `apart` (F,) belong to what another detector has flagged and are not looked at."""
    ratings = basis.ratings
    parties, levels = parties_of(ratings), counts_of_levels(ratings)
    size, people = levels.sum(1), len(parties.names)
    rater = np.where(apart, people, parties.interviewer)
    by_level = np.stack([total_by(rater, one, people + 1)[:-1] for one in levels.T], 1)
    usual = by_level.argmax(1)
    share = by_level.max(1) / np.maximum(by_level.sum(1), 1)
    looked_at = np.flatnonzero(_is_looked_at(rater[~apart], parties.candidate[~apart], people))
    suspects = looked_at[share[looked_at] >= LEAST_SHARE]
    if not len(suspects):
        return []
    is_fair = ~np.isin(rater, suspects) & ~apart & ~parties.is_regular
    if np.count_nonzero(is_fair) < LEAST_OTHERS:
        return []
    level = expected_of(basis, aside=apart).level
    stratum = strata_of(size, level, among=is_fair)
    chance, fair = np.ones(people), np.zeros(people)
    for which in np.unique(usual[suspects]):
        away: Ints = np.minimum(size - levels[:, which], MOST_AWAY)
        shares = _shares(away[is_fair], stratum[is_fair])
        on_it = _means(levels[is_fair, which] / size[is_fair], stratum[is_fair])
        for suspect in suspects[usual[suspects] == which]:
            own = np.flatnonzero(rater == suspect)
            chance[suspect] = min(1.0, LEVELS * _chance_of_so_few(shares[stratum[own]], away[own]))
            fair[suspect] = on_it[stratum[own]].mean()
    adjusted = np.ones(people)
    adjusted[looked_at] = false_discovery_control(chance[looked_at])
    return [
        StraightLiner(
            rater=int(suspect),
            level=int(usual[suspect]) + 1,
            share=float(share[suspect]),
            usual_share=float(fair[suspect]),
            forms=np.flatnonzero(rater == suspect),
            chance=float(adjusted[suspect]),
        )
        for suspect in suspects[adjusted[suspects] <= FALSE]
    ]


def _is_looked_at(interviewer: Ints, candidate: Ints, people: int) -> Bools:
    met = np.unique(interviewer * people + candidate) // people
    has_forms = np.bincount(interviewer, minlength=people) >= LEAST_FORMS
    return np.asarray(has_forms & (np.bincount(met, minlength=people) >= LEAST_PEOPLE))


def strata_of(size: Ints, level: Floats, *, among: Bools) -> Ints:
    """(F,) forms with about as many ratings and about the same expectation share a number.

    Each number has about STRATUM forms of those `among`, at least one.
    """
    order = np.lexsort((level, size))
    before: Ints = np.cumsum(among[order]) - among[order]
    number = int(among.sum())
    found = np.empty_like(size)
    found[order] = np.minimum(before, number - 1) * max(1, number // STRATUM) // number
    return found


def _shares(away: Ints, stratum: Ints) -> Floats:
    """(strata, 4) how often so many ratings of a form are not the one."""
    each = MOST_AWAY + 1
    counts = np.bincount(stratum * each + away, minlength=(stratum.max() + 1) * each)
    counts = counts.reshape(-1, each).astype(float)
    mixed = counts + LEAN * counts.sum(0) / counts.sum()
    return np.asarray(mixed / mixed.sum(1, keepdims=True))


def _means(values: Floats, stratum: Ints) -> Floats:
    return np.asarray(np.bincount(stratum, values) / np.bincount(stratum))


def _chance_of_so_few(shares: Floats, away: Ints) -> float:
    """P(Σ ≤ what was found) of independent numbers with these (n, 4) distributions."""
    most = int(away.sum())
    total = np.ones(1)
    for one in shares:
        total = np.convolve(total, one)[: most + 1]
    return float(total.sum())
