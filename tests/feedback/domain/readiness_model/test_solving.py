"""The smoother and the facets against one large matrix."""

from dataclasses import replace

import numpy as np
import pytest

from feedback.domain.readiness_model.parameters import shipped_parameters
from feedback.domain.readiness_model.solving import (
    LEAST_TRUST,
    has_communication,
    problem_of,
    solve,
    trust_of,
)
from tests.feedback.domain.readiness_model.builders import dense_posterior, random_ratings

SEEDS = (1, 2, 3)


def shipped(problem):
    return shipped_parameters(3, has_communication=has_communication(problem))


def solved(seed, *, trust=None, people=8, forms=40):
    problem = problem_of(random_ratings(seed, people=people, forms=forms))
    return problem, solve(shipped(problem), problem, trust=trust, tolerance=1e-12)


@pytest.mark.parametrize("seed", SEEDS)
def test_facets_and_abilities_are_the_exact_posterior_mean(seed):
    problem, solution = solved(seed)
    x, _, ability, _ = dense_posterior(problem, solution.parameters)
    np.testing.assert_allclose(solution.x, x, atol=1e-8)
    np.testing.assert_allclose(solution.path.ability, ability, atol=1e-8)


@pytest.mark.parametrize("seed", SEEDS)
def test_forms_that_are_trusted_less_have_more_noise(seed):
    trust = np.random.default_rng(seed).uniform(0.2, 1, 40)
    problem, solution = solved(seed, trust=trust)
    x, _, ability, _ = dense_posterior(problem, solution.parameters, trust=trust)
    np.testing.assert_allclose(solution.x, x, atol=1e-8)
    np.testing.assert_allclose(solution.path.ability, ability, atol=1e-8)


@pytest.mark.parametrize("seed", SEEDS)
def test_variance_of_abilities_is_exact_given_the_facets(seed):
    problem, solution = solved(seed)
    *_, after = dense_posterior(problem, solution.parameters)
    forms = np.arange(len(problem.steps.rows))
    np.testing.assert_allclose(solution.variance, after[forms, :, forms, :], atol=1e-10)


@pytest.mark.parametrize("seed", SEEDS)
def test_variance_of_facets_is_near_the_exact_one(seed):
    problem, solution = solved(seed, people=60, forms=150)
    _, variance, _, _ = dense_posterior(problem, solution.parameters)
    exact = np.diag(variance)[: len(problem.ratings.interviewers)]
    np.testing.assert_allclose(solution.facets.severity, exact, rtol=0.2)


def test_whoever_gives_a_level_less_becomes_the_strictest():
    ratings = random_ratings(1)
    strict = 2
    given = ratings.interviewer[ratings.form] == strict
    stricter = replace(ratings, rating=np.where(given, 1, ratings.rating))
    problem = problem_of(stricter)
    solution = solve(shipped(problem), problem)
    assert solution.design.split(solution.x)[0].argmax() == strict


def test_surprise_of_a_form_does_not_depend_on_its_trust():
    _, solution = solved(2)
    odd = int(np.abs(solution.surprise).argmax())
    trust = np.ones(40)
    trust[odd] = 0.3
    _, weighed = solved(2, trust=trust)
    np.testing.assert_allclose(weighed.surprise[odd], solution.surprise[odd], rtol=0.1)


def test_trust_falls_from_two_standard_deviations_on_and_never_to_nothing():
    found = trust_of(np.array([0.0, -1.9, 2.0, 4.0, -8.0, 100.0]))
    assert found.tolist() == [1.0, 1.0, 1.0, 0.5, 0.25, LEAST_TRUST]
