"""Ordered categories as normal scores, and forms as vectors of three."""

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri

from feedback.domain.readiness_model.ratings import (
    COMMUNICATION,
    OVERALL,
    Bools,
    Floats,
    Ints,
    Ratings,
)

LEVELS = 4
YES = 3  # recommendations from here on are a yes
USUAL_SHARES = np.array([0.1, 0.3, 0.4, 0.2])
WEIGHT = 20.0  # forms that the usual shares count as, for each kind and criterion
DOMAIN, TALK, RECOMMENDATION = 0, 1, 2  # places in a form's vector


@dataclass(frozen=True)
class Scale:
    """What each rating is worth, by kind and criterion.

    A level taken by the share p of ratings between the cumulative shares F′ and F is worth
    z = [φ(Φ⁻¹F′) − φ(Φ⁻¹F)] / p, the mean of that part of a standard normal.
    """

    worth: Floats  # (K, criteria, 4)
    shares: Floats  # (K, criteria, 4) how often each level is given, as the scores go by it
    yes_line: Floats  # (K,) Φ⁻¹ of the share of recommendations below yes
    stretch: Floats  # (K,) variance of the recommendation's worth: below 1, for four levels are few
    criteria: tuple[str, ...]

    @property
    def place(self) -> Ints:
        """(criteria,) where each criterion goes in a form's vector."""
        return place_of(self.criteria)


@dataclass(frozen=True)
class Vectors:
    """F forms as (domain mean, communication, overall)."""

    value: Floats  # (F, 3), 0 where nothing was seen
    seen: Bools  # (F, 3)
    criteria: Ints  # (F,) number of criteria in the domain's mean, at least 1
    within: float  # variance of single domain criteria around their form's mean; nan if unknown


def place_of(criteria: tuple[str, ...]) -> Ints:
    """(criteria,) places in a form's vector, by name."""
    return np.array([_place(name) for name in criteria], dtype=np.int64)


def _place(criterion: str) -> int:
    name = criterion.casefold()
    if name == OVERALL:
        return RECOMMENDATION
    return TALK if COMMUNICATION in name else DOMAIN


def scale_of(ratings: Ratings) -> Scale:
    """Scores from the shares of all ratings; rare criteria lean on all, and these on the usual."""
    kinds, criteria = len(ratings.kinds), len(ratings.criteria)
    cell = (ratings.kind[ratings.form] * criteria + ratings.criterion) * LEVELS
    counts = np.bincount(cell + ratings.rating - 1, minlength=kinds * criteria * LEVELS)
    return _scale(counts.reshape(kinds, criteria, LEVELS).astype(float), ratings.criteria)


def _scale(counts: Floats, criteria: tuple[str, ...]) -> Scale:
    is_overall = place_of(criteria) == RECOMMENDATION
    shares = np.empty_like(counts)
    usual = {}
    for which in (True, False):
        group = counts[:, is_overall == which]
        pooled = group.sum((0, 1)) + WEIGHT * USUAL_SHARES
        usual[which] = pooled / pooled.sum()
        mixed = group + WEIGHT * usual[which]
        shares[:, is_overall == which] = mixed / mixed.sum(-1, keepdims=True)
    if is_overall.any():
        overall = shares[:, is_overall][:, 0]
    else:
        overall = np.tile(usual[True], (len(counts), 1))
    return Scale(
        worth=_normal_scores(shares),
        shares=shares,
        yes_line=ndtri(overall[:, : YES - 1].sum(-1)),
        stretch=(overall * _normal_scores(overall) ** 2).sum(-1),
        criteria=criteria,
    )


def _normal_scores(shares: Floats) -> Floats:
    """(…, 4) the mean of a standard normal in each of four slices of these shares."""
    inner = ndtri(np.cumsum(shares, -1)[..., :-1])
    density = np.zeros((*shares.shape[:-1], LEVELS + 1))
    density[..., 1:-1] = np.exp(-0.5 * inner**2) / np.sqrt(2 * np.pi)
    return (density[..., :-1] - density[..., 1:]) / shares


def vectors_of(ratings: Ratings, *, scale: Scale) -> Vectors:
    """Each form's vector: the mean of its scores in each of the three places."""
    forms = ratings.forms
    kind = ratings.kind[ratings.form]
    worth = scale.worth[kind, ratings.criterion, ratings.rating - 1]
    place = ratings.form * 3 + scale.place[ratings.criterion]
    number = np.bincount(place, minlength=forms * 3).reshape(forms, 3)
    total = np.bincount(place, weights=worth, minlength=forms * 3).reshape(forms, 3)
    value = total / np.maximum(number, 1)
    return Vectors(
        value=value,
        seen=number > 0,
        criteria=np.maximum(number[:, DOMAIN], 1),
        within=_within(ratings, worth, scale),
    )


def _within(ratings: Ratings, worth: Floats, scale: Scale) -> float:
    """Σ (score − mean of the form)² / Σ (n − 1), each criterion taken from its own mean first."""
    rows = scale.place[ratings.criterion] == DOMAIN
    form, worth = ratings.form[rows], worth[rows]
    cell = ratings.kind[form] * len(scale.criteria) + ratings.criterion[rows]
    worth = worth - (np.bincount(cell, weights=worth) / np.maximum(np.bincount(cell), 1))[cell]
    number = np.bincount(form, minlength=ratings.forms)
    mean = np.bincount(form, weights=worth, minlength=ratings.forms) / np.maximum(number, 1)
    spare = np.maximum(number - 1, 0).sum()
    return float(((worth - mean[form]) ** 2).sum() / spare) if spare else float("nan")
