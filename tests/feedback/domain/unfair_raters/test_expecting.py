from dataclasses import replace

import numpy as np

from feedback.domain.unfair_raters.expecting import basis_of, expected_of
from tests.benchmarks.readiness.simulator import simulate


def test_distances_are_standard_normal_where_everybody_is_fair():
    ratings = simulate(600, seed=2).ratings
    found = expected_of(basis_of(ratings), aside=np.zeros(ratings.forms, bool))
    z = found.beyond / np.sqrt(found.noise + found.unsure)
    assert abs(z.mean()) < 0.1
    assert 0.85 < z.std() < 1.15


def test_what_is_put_aside_does_not_change_what_is_expected_of_it():
    ratings = simulate(300, seed=2).ratings
    aside = ratings.interviewer == ratings.interviewer[0]
    raised = replace(ratings, rating=np.where(aside[ratings.form], 4, ratings.rating))
    one = basis_of(ratings)
    other = replace(one, problem=basis_of(raised, parameters=one.parameters).problem)
    other = replace(other, problem=replace(other.problem, scale=one.problem.scale))
    found, changed = (expected_of(basis, aside=aside) for basis in (one, other))
    np.testing.assert_allclose(changed.level[aside], found.level[aside], atol=0.03)
    assert changed.beyond[aside].mean() > found.beyond[aside].mean() + 0.5


def test_a_form_does_not_change_what_is_expected_of_itself():
    ratings = simulate(300, seed=2).ratings
    form = 40
    raised = replace(ratings, rating=np.where(ratings.form == form, 4, ratings.rating))
    parameters = basis_of(ratings).parameters
    nothing = np.zeros(ratings.forms, bool)
    found, changed = (
        expected_of(basis_of(each, parameters=parameters), aside=nothing).level[form]
        for each in (ratings, raised)
    )
    assert abs(changed - found) < 0.05
