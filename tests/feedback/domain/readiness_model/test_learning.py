from dataclasses import replace

import numpy as np
import pytest

from feedback.domain.readiness_model.learning import (
    is_enough_to_learn,
    learned_parameters,
    likelihood,
    sample_of,
    without_own_form,
)
from feedback.domain.readiness_model.noise import noise_of
from feedback.domain.readiness_model.parameters import shipped_parameters
from feedback.domain.readiness_model.solving import has_communication, problem_of, solve
from tests.benchmarks.readiness.simulator import World, simulate
from tests.feedback.domain.readiness_model.builders import dense_posterior, random_ratings


def small(seed=1, **sizes):
    problem = problem_of(random_ratings(seed, **sizes))
    return problem, shipped_parameters(3, has_communication=has_communication(problem))


def test_few_forms_leave_the_shipped_parameters():
    problem, shipped = small()
    assert not is_enough_to_learn(problem.ratings)
    found = learned_parameters(problem)
    for name, value in vars(shipped).items():
        np.testing.assert_array_equal(getattr(found, name), value)


def test_recommendation_is_of_the_domain_where_nobody_rates_communication():
    found = shipped_parameters(2, has_communication=np.array([True, False]))
    assert found.loads.tolist() == [[0.75, 0.25], [1.0, 0.0]]


@pytest.mark.parametrize(("severity", "least", "most"), [(0.005, 0.0, 0.04), (0.4, 0.13, 0.5)])
def test_severity_of_raters_is_learned(severity, least, most):
    site = simulate(600, seed=2, world=World(severity=severity))
    assert is_enough_to_learn(site.ratings)
    assert least <= learned_parameters(problem_of(site.ratings)).severity <= most


def test_likelihood_is_that_of_one_large_matrix():
    problem, shipped = small(people=5, forms=25)
    residual = problem.vectors.value
    doubt = np.random.default_rng(1).uniform(0, 0.2, len(residual))

    def dense(parameters):
        *_, ability = dense_posterior(problem, parameters)
        whole, value = _dense_variance(problem, parameters, doubt, ability.shape)
        return -0.5 * (np.linalg.slogdet(whole)[1] + value @ np.linalg.solve(whole, value))

    other = replace(shipped, drift=shipped.drift * 5, learning=0.01)
    ours = [likelihood(p, problem, residual=residual, shared=doubt) for p in (shipped, other)]
    assert ours[1] - ours[0] == pytest.approx(dense(other) - dense(shipped), abs=1e-8)


def _dense_variance(problem, parameters, doubt, shape):
    """The variance of all parts that were seen, from the definition, and their values."""
    ratings, rows = problem.ratings, problem.steps.rows
    kind, person, day = problem.steps.kind, ratings.person[rows], ratings.day[rows]
    pace = problem.practice.pace
    forms = shape[0]
    whole = np.zeros((forms, 3, forms, 3))
    parts = np.zeros((forms, 3, 2))
    parts[:, 0, 0] = parts[:, 1, 1] = 1
    parts[:, 2] = parameters.loads[kind]
    which = np.stack((kind, np.full(forms, 3)), 1)
    for f in range(forms):
        for g in np.flatnonzero(person == person[f]):
            since = min(day[f], day[g]) - day[person == person[f]].min()
            same = which[f][:, None] == which[g][None, :]
            ability = parameters.start[np.ix_(which[f], which[g])] + same * parameters.drift * since
            ability = ability + parameters.learning * np.outer(pace[f], pace[g])
            whole[f, :, g] = parts[f] @ ability @ parts[g].T
        noise = noise_of(parameters, problem.vectors, kind)[f]
        whole[f, :, f] += noise + doubt[f]
    seen = np.flatnonzero(problem.vectors.seen.ravel())
    matrix = whole.reshape(3 * forms, 3 * forms)[np.ix_(seen, seen)]
    return matrix, problem.vectors.value.ravel()[seen]


def test_severity_without_the_own_form_is_that_of_a_fit_without_it():
    problem, shipped = small(people=60, forms=150)
    solution = solve(shipped, problem, tolerance=1e-10)
    level, spread = without_own_form(solution)
    form = 20
    trust = np.ones(150)
    trust[form] = 1e-9
    other = solve(shipped, problem, trust=trust, tolerance=1e-10)
    severity, difficulty, _, _ = other.design.split(other.x)
    packet = other.design.packet[form]
    exact = severity[other.design.interviewer[form]]
    exact += difficulty[packet] if packet >= 0 else 0
    assert level[form] == pytest.approx(exact, abs=0.02)
    assert spread[form] > solution.facets.severity[solution.design.interviewer[form]]


def test_sample_is_every_nth_person_with_all_forms(monkeypatch):
    ratings = random_ratings(1, people=12, forms=60)
    monkeypatch.setattr("feedback.domain.readiness_model.learning.SAMPLE_FORMS", 20)
    part = sample_of(ratings)
    assert set(part.person.tolist()) == {0, 3, 6, 9}
    assert part.forms == int(np.isin(ratings.person, [0, 3, 6, 9]).sum())
