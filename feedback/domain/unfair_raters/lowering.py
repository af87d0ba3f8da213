"""How much likelier forms are if their author lowered them than if they rated what they saw.

Let s be the score of a form, in the direction in which its parts move together, and ℓ what other
forms let expect of it. Honest forms of the same sort (`among`) show how s goes with ℓ, and lowered
by one or two levels, at 1 at the least, how it would:

    s | μ, L ~ N(a_L + b_L μ, σ_L²),  L = 0, 1, 2,  5 of 100 forms with twice the σ

a, b and the variance around the line by least squares; of that, b² τ comes from ℓ not being
the true level μ of the form. μ = ℓ + u, u ~ N(0, τ), is one draw for all forms of a rater on one
candidate, so that what they always thought of somebody is no lowering. τ is what is not known of
ability and severity, times ρ: the mean product of two such forms' distances from ℓ, by what the
model says of it. A taste for a person is in ρ too.

Of each rater, by quadrature over u, with their other honest forms on the same candidate beside,

    log mean [ Π ∫ Π p(s′ | μ, 0) Π ((1 − w) p(s | μ, 0) + w p(s | μ, L)) du
                 / ∫ Π p(s′ | μ, 0) Π p(s | μ, 0) du ]

s′ being the forms beside, the outer product over candidates, the mean over L = 1, 2 and the share
w of forms lowered. Source: the Bayes factor of a mixture.
"""

from dataclasses import dataclass, replace

import numpy as np
from scipy.special import logsumexp

from feedback.domain.readiness_model.ratings import Bools, Floats, Ints
from feedback.domain.readiness_model.scores import vectors_of
from feedback.domain.unfair_raters.expecting import TINY, Basis, Expected
from feedback.domain.unfair_raters.parties import Parties, total_by

LOWERED = (0, 1, 2)  # levels
WILLING = (0.5, 0.9)  # shares of forms that are lowered by who does so
ODD, ODD_SPREAD = 0.05, 2.0
LEAST_VARIANCE = 0.06
PRODUCTS_OF_MODEL = 50.0  # pairs of forms that the model's τ counts as
ENDS = (0.01, 0.99)  # levels beyond these shares are taken for them
NODES, NODE_WEIGHTS = np.polynomial.hermite_e.hermegauss(9)


@dataclass(frozen=True)
class Yardstick:
    """What honest forms look like, and how they would if they were lowered."""

    scores: Floats  # (3, F) s of every form, lowered by each of LOWERED
    level: Floats  # (F,) ℓ
    shared: Floats  # (F,) τ
    line: Floats  # (3, 2) b, a
    spread: Floats  # (3,) σ


def yardstick_of(basis: Basis, expected: Expected, parties: Parties, *, among: Bools) -> Yardstick:
    """By the honest forms `among` (F,), which did not count in what is expected of them."""
    scores = _scores_if_lowered(basis, expected)
    level = np.clip(expected.level, *np.quantile(expected.level[among], ENDS))
    shared = expected.unsure * _share(expected, parties, among=among)
    line = np.array([np.polyfit(level[among], one[among], 1) for one in scores])
    around = scores - line[:, :1] * level - line[:, 1:]
    variance = (around[:, among] ** 2).mean(1) - line[:, 0] ** 2 * shared[among].mean()
    spread = np.sqrt(np.maximum(variance, LEAST_VARIANCE))
    return Yardstick(scores, level, shared, line, spread)


def _scores_if_lowered(basis: Basis, expected: Expected) -> Floats:
    ratings, scale = basis.ratings, basis.problem.scale
    lowered = (
        replace(ratings, rating=np.maximum(ratings.rating - levels, 1)) for levels in LOWERED
    )
    vectors = [vectors_of(one, scale=scale).value for one in lowered]
    return np.stack([(expected.direction * one).sum(1) for one in vectors])


def _share(expected: Expected, parties: Parties, *, among: Bools) -> float:
    """ρ, which leans on 1."""
    way = ways_of(parties)[1][among]
    number = np.bincount(way)

    def products(values: Floats) -> float:
        """Σ of two different ones of a way, by turns."""
        return float((total_by(way, values, len(number)) ** 2).sum() - (values**2).sum())

    unsure = expected.unsure[among]
    pairs = float((number * (number - 1)).sum())
    usual = products(np.sqrt(unsure))
    lean = PRODUCTS_OF_MODEL * usual / max(pairs, 1.0)
    found = products(expected.beyond[among])
    return max(found + lean, 0.0) / max(usual + lean, TINY)


def ways_of(parties: Parties) -> tuple[Ints, Ints]:
    """Raters of each way (a rater on a candidate), and the way of each form."""
    people = len(parties.names)
    code = parties.interviewer * people + parties.candidate
    ways, way = np.unique(code, return_inverse=True)
    return ways // people, way


def evidence_of_lowering(
    yardstick: Yardstick, parties: Parties, *, rows: Bools, beside: Bools
) -> Floats:
    """(people,) logarithm of how much likelier each rater's `rows` (F,) are if they lower.

    Forms `beside` (F,), none of the rows, are taken for honest.
    """
    rater, way = ways_of(parties)
    every = rows | beside
    way, is_row = way[every], rows[every, None]
    number = np.maximum(np.bincount(way, minlength=len(rater)), 1)
    shared = total_by(way, yardstick.shared[every], len(rater)) / number
    level = yardstick.level[every, None] + np.sqrt(shared[way])[:, None] * NODES
    score = yardstick.scores[0, every, None]
    honest, *lowered = (
        _density((score - slope * level - offset) / spread) / spread
        for (slope, offset), spread in zip(yardstick.line, yardstick.spread, strict=True)
    )

    def by_way(density: Floats) -> Floats:
        logs = np.log(np.maximum(density, TINY))
        at_node = np.stack([total_by(way, one, len(rater)) for one in logs.T], 1)
        return np.asarray(logsumexp(at_node, axis=1, b=NODE_WEIGHTS))

    base = by_way(honest)
    mixed = (
        np.where(is_row, (1 - share) * honest + share * one, honest)
        for one in lowered
        for share in WILLING
    )
    found = [total_by(rater, by_way(one) - base, len(parties.names)) for one in mixed]
    return np.asarray(logsumexp(found, axis=0)) - np.log(len(found))


def _density(z: Floats) -> Floats:
    usual, odd = np.exp(-0.5 * z**2), np.exp(-0.5 * (z / ODD_SPREAD) ** 2) / ODD_SPREAD
    return (1 - ODD) * usual + ODD * odd
