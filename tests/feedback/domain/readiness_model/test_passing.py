from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import norm

from feedback.domain.readiness_model.parameters import shipped_parameters
from feedback.domain.readiness_model.passing import (
    LEAST_FORMS,
    chances,
    first_link,
    fitted_link,
)
from feedback.domain.readiness_model.scores import scale_of
from tests.feedback.domain.readiness_model.builders import random_ratings


@pytest.fixture
def link():
    parameters = shipped_parameters(3, has_communication=np.ones(3, bool))
    return first_link(parameters, scale_of(random_ratings(1, people=100, forms=3000)))


def test_chance_is_the_mean_over_what_is_not_known(link):
    mean, variance, kind = np.array([0.3]), np.array([0.2]), np.array([1])
    draws = np.random.default_rng(1).normal(0.3, np.sqrt(0.2), 400_000)
    said = norm.cdf((draws - link.line[1]) / link.unit[1])
    found = chances(link, mean, variance, kind)
    assert found.p[0] == pytest.approx(said.mean(), abs=2e-3)
    ends = np.quantile(said, [0.025, 0.1, 0.9, 0.975])
    ours = [found.lo95[0], found.lo80[0], found.hi80[0], found.hi95[0]]
    assert ours == pytest.approx(ends, abs=5e-3)


def test_link_learns_shift_and_slope_from_what_happened(link):
    chance = np.random.default_rng(2)
    forms = 40_000
    kind = chance.integers(0, 3, forms)
    mean, variance = chance.normal(0, 0.5, forms), np.full(forms, 0.1)
    true = replace(link, shift=np.array([0.2, 0.2, -0.1]), slope=1.15)
    happened = chance.random(forms) < chances(true, mean, variance, kind).p
    found = fitted_link(link, mean=mean, variance=variance, kind=kind, is_yes=happened)
    assert 1.07 < found.slope < 1.15  # leans on 1 by SPREAD
    assert found.shift == pytest.approx(true.shift, abs=0.05)


def test_few_forms_leave_the_link_as_the_model_has_it(link):
    few = LEAST_FORMS - 1
    kind, yes = np.zeros(few, np.int64), np.ones(few, bool)
    nothing = np.zeros(few)
    found = fitted_link(link, mean=nothing, variance=nothing, kind=kind, is_yes=yes)
    assert found is link
