"""Pairs who rate each other up, beyond what ability and severity explain.

Two passes. First everybody is estimated from strangers' forms only: those of regular pairs
(`parties.py`) are put aside. Then each pair with LEAST_FORMS forms, some each way: how many of
their forms are all 4, against the honest prediction

    P(all 4 | u) = Φ((m + u − a − b log n) / s)

with m the level that strangers' forms let expect and n the form's number of ratings; a, b, s are
fitted on strangers' forms. u ~ N(0, v) is what is not known of the candidate's ability, the rater's
severity and their taste for each other, one draw for all forms of a direction: a candidate whom few
strangers have seen may simply be good. p is the chance of so many, by quadrature over u and
convolution over forms. Pairs with less than LEAST_TOP all 4 in total, or LEAST_TOP_EACH in one
direction, have p = 1. Benjamini and Hochberg's procedure over all pairs that were looked at keeps
the expected share of false discoveries (FDR) below FALSE. Source: the person-by-rater interaction
of generalizability theory, one-sided.
"""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize
from scipy.special import log_ndtr, ndtr
from scipy.stats import false_discovery_control

from feedback.domain.readiness_model.ratings import Bools, Floats, Ints
from feedback.domain.unfair_raters.expecting import LEAST_OTHERS, Basis, Expected, expected_of
from feedback.domain.unfair_raters.parties import (
    Parties,
    counts_of_levels,
    parties_of,
    total_by,
)

LEAST_FORMS = 4
LEAST_TOP, LEAST_TOP_EACH = 0.7, 0.5
TASTE = 0.05  # variance of what a rater sees in one person and no other does
FALSE = 0.02
NODES, NODE_WEIGHTS = np.polynomial.hermite_e.hermegauss(21)


@dataclass(frozen=True)
class Collusion:
    pair: tuple[int, int]  # codes of Parties
    top: int  # forms that are all 4
    expected_top: float
    forms: Ints  # rows of the ratings
    chance: float  # adjusted for having looked at many


@dataclass(frozen=True)
class Line:
    """From an expected level to the chance of a form that is all 4."""

    at: float
    by_number: float
    spread: float

    def depth(self, level: Floats, number: Ints) -> Floats:
        return (level - self.at - self.by_number * np.log(number)) / self.spread


def colluding_pairs(basis: Basis, *, apart: Bools) -> list[Collusion]:
    """Forms `apart` (F,) belong to what another detector has flagged and are not looked at."""
    ratings = basis.ratings
    parties, levels = parties_of(ratings), counts_of_levels(ratings)
    pairs = int(parties.pair.max()) + 1
    aside = parties.is_regular | apart
    if np.count_nonzero(~aside) < LEAST_OTHERS:
        return []
    expected = expected_of(basis, aside=aside)
    number = np.maximum(levels.sum(1), 1)
    is_top = levels[:, -1] == number
    line = fitted_line(expected, number, is_top, among=~aside)
    looked_at = _looked_at(parties, among=~apart)
    suspects = looked_at[_is_suspect(parties, is_top, ~apart)[looked_at]]
    chance, likely = np.ones(pairs), np.zeros(pairs)
    rows_of = {int(pair): np.flatnonzero((parties.pair == pair) & ~apart) for pair in suspects}
    for pair, rows in rows_of.items():
        number_of_top = np.ones(1)
        for way in (True, False):
            own = rows[parties.is_upward[rows] == way]
            found = _number_of_top(expected, line, number, own)
            likely[pair] += found @ np.arange(len(found))
            number_of_top = np.convolve(number_of_top, found)
        chance[pair] = min(1.0, number_of_top[is_top[rows].sum() :].sum())
    adjusted = np.ones(pairs)
    if len(looked_at):
        adjusted[looked_at] = false_discovery_control(chance[looked_at])
    return [
        Collusion(
            pair=_people(parties, rows),
            top=int(is_top[rows].sum()),
            expected_top=float(likely[pair]),
            forms=rows,
            chance=float(adjusted[pair]),
        )
        for pair, rows in rows_of.items()
        if adjusted[pair] <= FALSE
    ]


def fitted_line(expected: Expected, number: Ints, is_top: Bools, *, among: Bools) -> Line:
    """The line of highest likelihood on strangers' forms, with a weak prior."""
    level, unsure = expected.level[among], expected.unsure[among]
    sign, logs = np.where(is_top[among], 1.0, -1.0), np.log(number[among])

    def surprise(guess: Floats) -> float:
        spread = np.exp(guess[2])
        depth = (level - guess[0] - guess[1] * logs) / np.sqrt(spread**2 + unsure)
        return float(guess @ guess) / 8 - float(log_ndtr(sign * depth).sum())

    found = minimize(surprise, np.array([1.0, 0.2, -0.5]), method="L-BFGS-B").x
    return Line(at=float(found[0]), by_number=float(found[1]), spread=float(np.exp(found[2])))


def _directions(parties: Parties, values: Bools) -> tuple[Floats, Floats]:
    """(P,) Σ of the values of each pair, by the direction of the form."""
    pairs = int(parties.pair.max()) + 1
    up = total_by(parties.pair, values & parties.is_upward, pairs)
    return up, total_by(parties.pair, values & ~parties.is_upward, pairs)


def _looked_at(parties: Parties, *, among: Bools) -> Ints:
    up, down = _directions(parties, among)
    return np.flatnonzero((up + down >= LEAST_FORMS) & (up > 0) & (down > 0))


def _is_suspect(parties: Parties, is_top: Bools, among: Bools) -> Bools:
    """(P,) whether so many forms are all 4 that chance is worth working out."""
    forms, top = _directions(parties, among), _directions(parties, is_top & among)
    each = [t >= LEAST_TOP_EACH * f for t, f in zip(top, forms, strict=True)]
    return np.asarray(each[0] & each[1] & (sum(top) >= LEAST_TOP * sum(forms)))


def _number_of_top(expected: Expected, line: Line, number: Ints, rows: Ints) -> Floats:
    """(n + 1,) distribution of the number of forms in one direction that are all 4."""
    unsure = np.sqrt(expected.unsure[rows].mean() + TASTE)
    depth = line.depth(expected.level[rows], number[rows])
    found = np.zeros(len(rows) + 1)
    for node, weight in zip(NODES, NODE_WEIGHTS / NODE_WEIGHTS.sum(), strict=True):
        total = np.ones(1)
        for p in ndtr(depth + node * unsure / line.spread):
            total = np.convolve(total, (1 - p, p))
        found += weight * total
    return found


def _people(parties: Parties, rows: Ints) -> tuple[int, int]:
    both = sorted((int(parties.candidate[rows[0]]), int(parties.interviewer[rows[0]])))
    return both[0], both[1]
