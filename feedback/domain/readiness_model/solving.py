"""One solution of the model at given variances: facets, abilities and how sure they are."""

from dataclasses import dataclass

import numpy as np

from feedback.domain.readiness_model.facets import Design, solve_facets
from feedback.domain.readiness_model.noise import Evidence, evidence_of, parts_of
from feedback.domain.readiness_model.parameters import Parameters
from feedback.domain.readiness_model.ratings import NO_PACKET, Bools, Floats, Ratings
from feedback.domain.readiness_model.scores import (
    TALK,
    Scale,
    Vectors,
    scale_of,
    vectors_of,
)
from feedback.domain.readiness_model.smoother import Gains, Path, gains_of, smoothed_variance
from feedback.domain.readiness_model.steps import Practice, Steps, practice_of, steps_of

SURPRISE = 2.0  # standard deviations up to which a form counts in full
LEAST_TRUST = 0.1
ROBUST_ROUNDS = 2


@dataclass(frozen=True)
class Problem:
    """All that does not depend on variances; forms in the order of the steps."""

    ratings: Ratings
    scale: Scale
    vectors: Vectors
    steps: Steps
    practice: Practice  # before each form
    practice_now: Practice  # (I, K, …) before now, people by rank


@dataclass(frozen=True)
class FacetVariance:
    """How sure the facets are, and what each form alone says of their sum."""

    severity: Floats  # (J,)
    difficulty: Floats  # (L,)
    told: Floats  # (F,) precision h̃ of what a form says of severity + difficulty


@dataclass(frozen=True)
class Solution:
    """x of `facets.py` with everything that was computed on the way."""

    parameters: Parameters
    design: Design
    evidence: Evidence
    gains: Gains
    path: Path
    x: Floats
    trust: Floats  # (F,)
    variance: Floats  # (F, 2, 2) of the smoothed abilities, given x
    start_variance: Floats  # (I, D, D)
    facets: FacetVariance
    residual: Floats  # (F, 3) z − X x

    @property
    def pulls(self) -> Floats:
        """V⁻¹ (z − X x) of each form, (F, 3)."""
        return self.evidence.left(self.residual, self.path.ability)

    @property
    def surprise(self) -> Floats:
        """(F,) see `surprise_of`."""
        return surprise_of(self.evidence, pulls=self.pulls, told=self.facets.told, trust=self.trust)


def problem_of(ratings: Ratings, *, scale: Scale | None = None) -> Problem:
    scale = scale or scale_of(ratings)
    found = vectors_of(ratings, scale=scale)
    steps = steps_of(ratings)
    before, now = practice_of(steps, kinds=len(ratings.kinds))
    vectors = Vectors(
        found.value[steps.rows], found.seen[steps.rows], found.criteria[steps.rows], found.within
    )
    return Problem(ratings, scale, vectors, steps, before, now)


def has_communication(problem: Problem) -> Bools:
    """(K,) whether communication was ever rated."""
    kinds = len(problem.ratings.kinds)
    return np.bincount(problem.steps.kind, problem.vectors.seen[:, TALK], kinds) > 0


def design_of(parameters: Parameters, problem: Problem) -> Design:
    ratings, rows = problem.ratings, problem.steps.rows
    parts = parts_of(parameters, problem.steps.kind)
    return Design(
        interviewer=ratings.interviewer[rows],
        packet=ratings.packet[rows],
        kind=problem.steps.kind,
        interviewers=len(ratings.interviewers),
        packets=len(ratings.packets),
        kinds=len(ratings.kinds),
        learned=parts @ problem.practice.gains,
        seen=problem.vectors.seen.astype(float),
    )


def solve(
    parameters: Parameters,
    problem: Problem,
    *,
    trust: Floats | None = None,
    guess: Floats | None = None,
    tolerance: float = 1e-4,
) -> Solution:
    """The posterior at these variances; `trust` (F,) weighs forms, all ones if not given."""
    trust = np.ones(len(problem.steps.rows)) if trust is None else trust
    design = design_of(parameters, problem)
    nowhere = np.where(design.packet == NO_PACKET, parameters.difficulty, 0.0)
    evidence = evidence_of(
        parameters, problem.vectors, problem.steps.kind, trust=trust, shared=nowhere
    )
    gains = gains_of(parameters, problem.steps, problem.practice, evidence)
    x, path = solve_facets(
        parameters,
        design=design,
        gains=gains,
        steps=problem.steps,
        evidence=evidence,
        value=problem.vectors.value,
        guess=guess,
        tolerance=tolerance,
    )
    variance, start_variance = smoothed_variance(gains, problem.steps)
    return Solution(
        parameters=parameters,
        design=design,
        evidence=evidence,
        gains=gains,
        path=path,
        x=x,
        trust=trust,
        variance=variance,
        start_variance=start_variance,
        facets=facet_variance(parameters, design, evidence, variance),
        residual=problem.vectors.value - design.forward(x),
    )


def facet_variance(
    parameters: Parameters, design: Design, evidence: Evidence, variance: Floats
) -> FacetVariance:
    """v = 1 / (Σ h̃ + 1 / σ²) for interviewers and packets."""
    told = evidence.told(variance)
    has_packet = design.packet != NO_PACKET
    by_interviewer = np.bincount(design.interviewer, told, design.interviewers)
    by_packet = np.bincount(design.packet[has_packet], told[has_packet], design.packets)
    return FacetVariance(
        severity=1 / (by_interviewer + 1 / parameters.severity),
        difficulty=1 / (by_packet + 1 / parameters.difficulty),
        told=told,
    )


def form_variance(parameters: Parameters, design: Design, facets: FacetVariance) -> Floats:
    """(F,) how unsure severity + difficulty of each form are."""
    difficulty = np.append(facets.difficulty, parameters.difficulty)
    return facets.severity[design.interviewer] + difficulty[design.packet]


def surprise_of(evidence: Evidence, *, pulls: Floats, told: Floats, trust: Floats) -> Floats:
    """(F,) how far each form lies, in its common direction, from what the others let expect.

    e = 1ᵀ V⁻¹ (z − X x) / h̃ has the variance 1 / h̃; of that, (1 − trust) / h comes from trust
    withheld and does not count. Standard normal if the model is right.
    """
    told = np.maximum(told, 1e-9)
    heavy = np.maximum(evidence.level.sum(1), 1e-9)
    variance = np.maximum(1 / told - (1 - trust) / heavy, 1e-9)
    return pulls.sum(1) / told / np.sqrt(variance)


def trust_of(surprise: Floats) -> Floats:
    """Huber's weights: a session that went by accident as no other counts for less."""
    return np.clip(SURPRISE / np.maximum(np.abs(surprise), SURPRISE), LEAST_TRUST, 1.0)
