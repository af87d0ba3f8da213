"""What the other forms let expect of a form: the honest prediction that raters are held against.

The readiness model is solved with some forms put aside (they count a ten-thousandth), so that what
is expected of them comes from everybody else's. With e = dᵀ(z − ẑ) the distance of a form from what
all the others let expect, in the direction in which its parts move together,

    Var(e) = (noise of the day) + (candidate's ability as the others have it)
             + (severity and difficulty as the others have them)
"""

from dataclasses import dataclass

import numpy as np

from feedback.domain.readiness_model.learning import learned_parameters, without_own_form
from feedback.domain.readiness_model.parameters import Parameters
from feedback.domain.readiness_model.ratings import Bools, Floats, Ratings
from feedback.domain.readiness_model.solving import (
    ROBUST_ROUNDS,
    Problem,
    Solution,
    problem_of,
    solve,
    trust_of,
)

LEAST_OTHERS = 200  # forms not put aside, for anything to be expected at all
ASIDE = 1e-4  # weight of what is put aside
TINY = 1e-12


@dataclass(frozen=True)
class Expected:
    """F forms in the order of the ratings, in scores; more is better for the candidate."""

    direction: Floats  # (F, 3) d, which sums up to 1
    level: Floats  # dᵀẑ: what the other forms let expect
    beyond: Floats  # e: how far the form lies above it
    noise: Floats  # variance of e by the day itself
    ability: Floats  # variance of e by the candidate's ability
    facets: Floats  # variance of e by severity and difficulty

    @property
    def unsure(self) -> Floats:
        """Variance of the level."""
        return self.ability + self.facets


@dataclass(frozen=True)
class Basis:
    """Ratings made ready to be solved several times."""

    problem: Problem
    parameters: Parameters

    @property
    def ratings(self) -> Ratings:
        return self.problem.ratings


def basis_of(ratings: Ratings, *, parameters: Parameters | None = None) -> Basis:
    """`parameters` are learned unless given (those of the last fit will do)."""
    problem = problem_of(ratings)
    return Basis(problem, parameters or learned_parameters(problem))


def expected_of(basis: Basis, *, aside: Bools) -> Expected:
    """Every form as all others but those `aside` (F,) let expect it."""
    rows = basis.problem.steps.rows
    weight = np.where(aside[rows], ASIDE, 1.0)
    solution = solve(basis.parameters, basis.problem, trust=weight)
    for _ in range(ROBUST_ROUNDS):
        trust = trust_of(solution.surprise) * weight
        solution = solve(basis.parameters, basis.problem, trust=trust, guess=solution.x)
    found = _in_steps(basis.problem, solution)
    back = np.argsort(rows)
    return Expected(*(one[back] for one in found))


def _in_steps(problem: Problem, solution: Solution) -> tuple[Floats, ...]:
    evidence, design = solution.evidence, solution.design
    folded = evidence.weight.sum(2)
    direction = evidence.level - np.einsum(
        "fij,fik,fk->fj", evidence.weight, solution.variance, folded, optimize=True
    )
    told = np.maximum(direction.sum(1), TINY)
    heavy = np.maximum(evidence.level.sum(1), TINY)
    others, facets = without_own_form(solution)
    severity, difficulty, _, _ = design.split(solution.x)
    used = severity[design.interviewer] + np.append(difficulty, 0.0)[design.packet]
    beyond = solution.pulls.sum(1) / told + others - used
    direction /= told[:, None]
    said = (direction * problem.vectors.value).sum(1)
    noise = solution.trust / heavy
    ability = np.maximum(1 / told - 1 / heavy, 0.0)
    return direction, said - beyond, beyond, noise, ability, facets
