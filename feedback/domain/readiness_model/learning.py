"""The variances themselves, learned from the forms when there are enough."""

from dataclasses import replace

import numpy as np
from scipy.optimize import minimize

from feedback.domain.readiness_model.noise import evidence_of, noise_of
from feedback.domain.readiness_model.parameters import Parameters, shipped_parameters
from feedback.domain.readiness_model.ratings import NO_PACKET, Floats, Ratings, some_people
from feedback.domain.readiness_model.smoother import filtered, gains_of
from feedback.domain.readiness_model.solving import (
    Problem,
    Solution,
    has_communication,
    problem_of,
    solve,
    trust_of,
)

LEAST_FORMS = 2_000  # of people with three forms or more; with fewer the shipped ones do as well
LEAST_PEOPLE = 300
OFTEN = 3
SAMPLE_FORMS = 20_000
ROUNDS = 12  # of expectation and maximisation on the sample
LAST_ROUNDS = 3  # on everybody: severities need all forms of an interviewer
FORMS_OF_SHIPPED = 300.0  # that the shipped noise counts as
OTHERS_OF_SHIPPED = 100.0  # people, interviewers, packets
SLOW_STEPS = 40  # evaluations of the likelihood for what moves slowly
SLOW_SPREAD = (0.3, 0.3, 0.5)  # SD of the logarithms of drift, pace and the noise's size


def is_enough_to_learn(ratings: Ratings) -> bool:
    number = np.bincount(ratings.person, minlength=len(ratings.people))
    often = number >= OFTEN
    return int(often.sum()) >= LEAST_PEOPLE and int(number[often].sum()) >= LEAST_FORMS


def learned_parameters(problem: Problem) -> Parameters:
    """The shipped parameters, or those of these forms if they suffice."""
    ratings = problem.ratings
    shipped = shipped_parameters(len(ratings.kinds), has_communication=has_communication(problem))
    if not is_enough_to_learn(ratings):
        return shipped
    if np.isfinite(problem.vectors.within):
        shipped = replace(shipped, criterion=problem.vectors.within)
    sample = problem_of(sample_of(ratings), scale=problem.scale)
    parameters, x = _improved(shipped, shipped, sample, rounds=ROUNDS // 2)
    parameters = slow_parameters(parameters, sample, x)
    parameters, _ = _improved(parameters, shipped, sample, rounds=ROUNDS // 2)
    if sample.ratings.forms < ratings.forms:
        parameters, _ = _improved(parameters, shipped, problem, rounds=LAST_ROUNDS)
    return parameters


def sample_of(ratings: Ratings) -> Ratings:
    """Every n-th person, so that there are no more than SAMPLE_FORMS forms or so."""
    every = max(1, round(ratings.forms / SAMPLE_FORMS))
    return some_people(ratings, np.arange(len(ratings.people)) % every == 0)


def _improved(
    parameters: Parameters, shipped: Parameters, problem: Problem, *, rounds: int
) -> tuple[Parameters, Floats | None]:
    guess, trust = None, None
    for _ in range(rounds):
        solution = solve(parameters, problem, trust=trust, guess=guess, tolerance=1e-3)
        trust = trust_of(solution.surprise)
        guess = solution.x
        parameters = maximised(solution, shipped, problem)
    return parameters, guess


def maximised(solution: Solution, shipped: Parameters, problem: Problem) -> Parameters:
    """One step of expectation and maximisation for everything but drift and pace."""
    parameters, design = solution.parameters, solution.design
    severity, difficulty, _, _ = design.split(solution.x)
    return replace(
        parameters,
        start=_start(solution, shipped),
        noise=_noise(solution, shipped, problem),
        severity=_mean_square(severity, solution.facets.severity, shipped.severity),
        difficulty=_mean_square(difficulty, solution.facets.difficulty, shipped.difficulty),
        loads=_loads(solution, shipped, problem),
    )


def _mean_square(mean: Floats, variance: Floats, shipped: float) -> float:
    total = float((mean**2 + variance).sum())
    return (total + OTHERS_OF_SHIPPED * shipped) / (len(mean) + OTHERS_OF_SHIPPED)


def _start(solution: Solution, shipped: Parameters) -> Floats:
    mean = solution.path.start[:, :-1]
    total = mean.T @ mean + solution.start_variance[:, :-1, :-1].sum(0)
    return (total + OTHERS_OF_SHIPPED * shipped.start) / (len(mean) + OTHERS_OF_SHIPPED)


def _noise(solution: Solution, shipped: Parameters, problem: Problem) -> Floats:
    """By kind, from E[εεᵀ | z] = R a aᵀ R + R − R T R: a = V⁻¹ (z − Xx), T its own block of V⁻¹.

    T takes into account that the facets are uncertain. Rare kinds lean on all kinds.
    """
    parameters, kind = solution.parameters, problem.steps.kind
    own = parameters.noise[kind]
    pull = np.einsum("fij,fj->fi", own, solution.pulls)
    seen = pull[:, :, None] * pull[:, None, :] - own @ _known(solution) @ own
    seen = own + seen / solution.trust[:, None, None]
    kinds = parameters.kinds
    number = np.bincount(kind, minlength=kinds)
    total = np.zeros((kinds, 3, 3))
    np.add.at(total, kind, seen)
    pooled = (total.sum(0) + FORMS_OF_SHIPPED * shipped.noise[0]) / (
        number.sum() + FORMS_OF_SHIPPED
    )
    return (total + FORMS_OF_SHIPPED * pooled) / (number + FORMS_OF_SHIPPED)[:, None, None]


def _known(solution: Solution) -> Floats:
    """(F, 3, 3) each form's block of the inverse variance of all ratings, facets included."""
    evidence = solution.evidence
    weight = evidence.weight
    block = evidence.precision - weight.transpose(0, 2, 1) @ solution.variance @ weight
    level = block.sum(2)
    shared = without_own_form(solution)[1]
    share = shared / (1 + shared * level.sum(1))
    return block - share[:, None, None] * level[:, :, None] * level[:, None, :]


def without_own_form(solution: Solution) -> tuple[Floats, Floats]:
    """(F,) severity + difficulty as all other forms have them, and their variance."""
    design, told = solution.design, np.maximum(solution.facets.told, 1e-9)
    alone = solution.pulls.sum(1) / told
    severity, difficulty, _, _ = design.split(solution.x)
    level, spread = np.zeros(len(told)), np.zeros(len(told))
    for who, value, variance in (
        (design.interviewer, severity, solution.facets.severity),
        (design.packet, difficulty, solution.facets.difficulty),
    ):
        has = who != NO_PACKET
        precision = 1 / variance[who[has]]
        left = np.maximum(precision - told[has], 1e-9)
        own = told[has] * (alone[has] - value[who[has]])
        level[has] += (precision * value[who[has]] + own) / left
        spread[has] += 1 / left
    return level, spread


def _loads(solution: Solution, shipped: Parameters, problem: Problem) -> Floats:
    """What the recommendation holds of both abilities, by weighted least squares."""
    seen = problem.vectors.seen.all(1)
    if not seen.any():
        return solution.parameters.loads
    precision = solution.evidence.precision[seen]
    value, ability = solution.residual[seen], solution.path.ability[seen]
    variance = solution.variance[seen]
    square = ability[:, :, None] * ability[:, None, :] + variance
    own = precision[:, 2, 2]
    left = own * value[:, 2] + np.einsum("fi,fi->f", precision[:, 2, :2], value[:, :2] - ability)
    right = (ability * left[:, None]).sum(0)
    right -= np.einsum("fi,fij->j", precision[:, 2, :2], variance)
    ridge = FORMS_OF_SHIPPED * own.mean() * np.diag(np.diag(solution.parameters.start))[-2:, -2:]
    first = shipped.loads[shipped.loads[:, 1] > 0][0]
    loads = np.linalg.solve(np.einsum("f,fij->ij", own, square) + ridge, right + ridge @ first)
    return np.where(shipped.loads[:, 1:] > 0, loads, shipped.loads)


def slow_parameters(parameters: Parameters, problem: Problem, guess: Floats | None) -> Parameters:
    """Drift and pace, which expectation and maximisation hardly move, and the noise's size.

    They maximise the likelihood of each form given the person's forms before it, with severity
    and difficulty as all other forms have them.
    """
    solution = solve(parameters, problem, guess=guess, tolerance=1e-3)
    level, spread = without_own_form(solution)
    severity, difficulty, _, _ = solution.design.split(solution.x)
    used = (
        severity[solution.design.interviewer] + np.append(difficulty, 0.0)[solution.design.packet]
    )
    seen = problem.vectors.seen
    residual = (solution.residual + (level - used)[:, None]) * seen

    def changed(logs: Floats) -> Parameters:
        drift, learning, size = np.exp(np.clip(logs, -3.0, 3.0))
        return replace(
            parameters,
            drift=parameters.drift * drift,
            learning=parameters.learning * learning,
            noise=parameters.noise * size,
            criterion=parameters.criterion * size,
        )

    def surprise(logs: Floats) -> float:
        prior = 0.5 * float(((logs / SLOW_SPREAD) ** 2).sum())
        return prior - likelihood(changed(logs), problem, residual=residual, shared=spread)

    found = minimize(
        surprise,
        np.zeros(3),
        method="Nelder-Mead",
        options={
            "maxfev": SLOW_STEPS,
            "initial_simplex": np.array([[0.0, 0, 0], [0.7, 0, 0], [0, 0.7, 0], [0, 0, 0.1]]),
        },
    )
    best = changed(found.x)
    return replace(parameters, drift=best.drift, learning=best.learning)


def likelihood(
    parameters: Parameters, problem: Problem, *, residual: Floats, shared: Floats
) -> float:
    """Σ log p(form | forms before it) up to a constant, `shared` (F,) being the facets' variance.

    With S = R + A P Aᵀ: log|S| = log|R| + log|I + H P| and S⁻¹ = Q − QA P (I + HP)⁻¹ AᵀQ.
    """
    kind = problem.steps.kind
    evidence = evidence_of(
        parameters, problem.vectors, kind, trust=np.ones(len(kind)), shared=shared
    )
    gains = gains_of(parameters, problem.steps, problem.practice, evidence)
    path = filtered(gains, problem.steps, evidence.about(residual))
    left = residual - np.einsum("fij,fj->fi", evidence.parts, path.predicted)
    about = evidence.about(left)
    square = np.einsum("fi,fij,fj->f", left, evidence.precision, left)
    square -= np.einsum("fi,fij,fjk,fk->f", about, gains.before, gains.solve, about, optimize=True)
    seen = problem.vectors.seen
    unseen = np.eye(3) * ~seen[:, :, None]
    both = seen[:, :, None] & seen[:, None, :]
    whole = noise_of(parameters, problem.vectors, kind) + shared[:, None, None]
    logs = np.linalg.slogdet(np.where(both, whole, 0.0) + unseen)[1]
    logs -= np.linalg.slogdet(gains.solve)[1]
    return -0.5 * float((square + logs).sum())
