"""Everything from all ratings: what `fit_readiness` and the nightly run call."""

import hashlib
from dataclasses import dataclass

import numpy as np

from feedback.domain.readiness_model.facets import Facet
from feedback.domain.readiness_model.learning import learned_parameters
from feedback.domain.readiness_model.noise import evidence_of
from feedback.domain.readiness_model.parameters import VERSION, Parameters
from feedback.domain.readiness_model.passing import Chances, Link, first_link, fitted_link
from feedback.domain.readiness_model.ratings import NO_PACKET, Floats, Ratings
from feedback.domain.readiness_model.scores import RECOMMENDATION, YES
from feedback.domain.readiness_model.smoother import Gains, gains_of
from feedback.domain.readiness_model.solving import (
    ROBUST_ROUNDS,
    Problem,
    Solution,
    form_variance,
    problem_of,
    solve,
    trust_of,
)
from feedback.domain.readiness_model.standings import (
    Counts,
    Model,
    States,
    chances_of,
    counts_of,
    recommendations,
)
from feedback.domain.readiness_model.steps import Practice


@dataclass(frozen=True)
class Fitted:
    """A finished fit: the model, and where I people (names sorted) stood at its day."""

    model: Model
    people: tuple[str, ...]
    states: States
    counts: Counts
    chances: Chances  # (I, K)


def fit(
    ratings: Ratings,
    *,
    day: float,
    parameters: Parameters | None = None,
    weights: Floats | None = None,
) -> Fitted:
    """The posterior at `day`, which no form is later than.

    `parameters` are learned from the ratings unless given. Two rounds of Huber weights come after
    the first solution, so that a session that went by accident as no other does not decide.
    `weights` (F,), above 0 and at most 1, are of the forms: each one's noise is divided by it. All
    count in full if they are not given. Parameters and link do not go by them.
    """
    problem = problem_of(ratings)
    weights = np.ones(ratings.forms) if weights is None else weights
    if weights.shape != (ratings.forms,) or not np.all((weights > 0) & (weights <= 1)):
        raise ValueError("Weights: one for each form, above 0 and at most 1.")
    if parameters is None:
        parameters = learned_parameters(problem)
    given = weights[problem.steps.rows]
    solution = solve(parameters, problem, trust=given)
    for _ in range(ROBUST_ROUNDS):
        trust = trust_of(solution.surprise) * given
        solution = solve(parameters, problem, trust=trust, guess=solution.x)
    gains = cautious_gains(problem, solution)
    version = f"{VERSION} {fingerprint(ratings, weights)}"
    model = _model(problem, solution, gains, day=day, version=version)
    states = _states(problem, solution, gains, day=day)
    return Fitted(
        model=model,
        people=ratings.people,
        states=states,
        counts=counts_of(ratings),
        chances=chances_of(model, states),
    )


def cautious_gains(problem: Problem, solution: Solution) -> Gains:
    """The gains once more with what is not known of severity and difficulty: for the widths."""
    parameters, kind = solution.parameters, problem.steps.kind
    shared = form_variance(parameters, solution.design, solution.facets)
    evidence = evidence_of(parameters, problem.vectors, kind, trust=solution.trust, shared=shared)
    return gains_of(parameters, problem.steps, problem.practice, evidence)


def _model(
    problem: Problem, solution: Solution, gains: Gains, *, day: float, version: str
) -> Model:
    ratings, design = problem.ratings, solution.design
    severity, difficulty, mean, gain = design.split(solution.x)
    packet = ratings.packet[ratings.packet != NO_PACKET]
    return Model(
        version=version,
        day=day,
        kinds=ratings.kinds,
        scale=problem.scale,
        parameters=solution.parameters,
        link=_link(problem, solution, gains),
        mean=mean,
        gain=gain,
        severity=Facet(
            names=ratings.interviewers,
            value=severity,
            variance=solution.facets.severity,
            forms=np.bincount(ratings.interviewer, minlength=len(ratings.interviewers)),
        ),
        difficulty=Facet(
            names=ratings.packets,
            value=difficulty,
            variance=solution.facets.difficulty,
            forms=np.bincount(packet, minlength=len(ratings.packets)),
        ),
    )


def _link(problem: Problem, solution: Solution, gains: Gains) -> Link:
    """The link held against what each form said, as the forms before it let expect."""
    parameters, design, kind = solution.parameters, solution.design, problem.steps.kind
    _, _, mean, gain = design.split(solution.x)
    loads = parameters.loads[kind]
    level = (loads * solution.path.predicted).sum(1) + mean[kind, RECOMMENDATION]
    level += design.learned[:, RECOMMENDATION] @ gain
    width = np.einsum("fi,fij,fj->f", loads, gains.before, loads)
    given = problem.vectors.seen[:, RECOMMENDATION]
    is_yes = recommendations(problem.ratings)[problem.steps.rows] >= YES
    return fitted_link(
        first_link(parameters, problem.scale),
        mean=level[given],
        variance=width[given],
        kind=kind[given],
        is_yes=is_yes[given],
    )


def _states(problem: Problem, solution: Solution, gains: Gains, *, day: float) -> States:
    """People without any form stand where everybody begins."""
    ratings, ranked, now = problem.ratings, problem.steps.ranked, problem.practice_now
    people = len(ratings.people)
    last = np.full(people, day)
    last[ratings.person] = ratings.day  # forms are in order of time
    mean = np.zeros((people, len(gains.start)))
    variance = np.tile(gains.start, (people, 1, 1))
    mean[ranked], variance[ranked] = solution.path.end, gains.end
    moving = np.arange(len(gains.start) - 1)
    variance[:, moving, moving] += solution.parameters.drift * (day - last)[:, None]
    made = np.zeros((people, *now.gains.shape[1:]))
    pace = np.zeros((people, *now.pace.shape[1:]))
    made[ranked], pace[ranked] = now.gains, now.pace
    return States(mean=mean, variance=variance, practice=Practice(gains=made, pace=pace))


def fingerprint(ratings: Ratings, weights: Floats | None = None) -> str:
    """Of the data, and of weights if any counts for less: twelve hexadecimal digits."""
    digest = hashlib.sha256()
    names = (ratings.people, ratings.interviewers, ratings.packets, ratings.kinds, ratings.criteria)
    for column in names:
        digest.update("\0".join(column).encode() + b"\1")
    columns = (ratings.person, ratings.interviewer, ratings.packet, ratings.kind, ratings.day)
    for array in (*columns, ratings.form, ratings.criterion, ratings.rating):
        digest.update(np.ascontiguousarray(array).tobytes())
    if weights is not None and np.any(weights < 1):
        digest.update(np.ascontiguousarray(weights).tobytes())
    return digest.hexdigest()[:12]
