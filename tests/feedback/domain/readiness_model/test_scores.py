from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import norm

from feedback.domain.readiness_model.scores import (
    USUAL_SHARES,
    WEIGHT,
    place_of,
    scale_of,
    vectors_of,
)
from tests.feedback.domain.readiness_model.builders import random_ratings


@pytest.fixture
def ratings():
    return random_ratings(1)


def test_criteria_go_to_domain_communication_or_recommendation_by_name():
    names = ("Communication", "depth", "overall", "clear communication", "overall fit")
    assert place_of(names).tolist() == [1, 0, 2, 1, 0]


def test_scores_of_the_usual_shares_are_means_of_slices_of_a_normal(ratings):
    scale = scale_of(ratings)
    edges = norm.ppf(np.cumsum(USUAL_SHARES)[:-1])
    middle = (norm.pdf(edges[0]) - norm.pdf(edges[1])) / USUAL_SHARES[1]
    assert scale.worth.shape == (3, 4, 4)
    assert np.all(np.diff(scale.worth, axis=-1) > 0)
    one = scale_of(random_ratings(1, forms=1))
    assert one.worth[0, 0, 1] == pytest.approx(middle, abs=0.15)


def test_shares_are_those_of_the_ratings_when_there_are_many(ratings):
    many = random_ratings(1, people=300, forms=6000)
    scale, overall = scale_of(many), many.criteria.index("overall")
    rows = (many.kind[many.form] == 0) & (many.criterion == overall)
    below_yes = (np.sum(many.rating[rows] < 3) + WEIGHT * 0.4) / (rows.sum() + WEIGHT)
    assert norm.cdf(scale.yes_line[0]) == pytest.approx(below_yes, abs=0.005)
    worth = scale.worth[0, overall, many.rating[rows] - 1]
    assert worth.mean() == pytest.approx(0, abs=0.02)
    assert worth.var() == pytest.approx(scale.stretch[0], abs=0.02)


def test_form_is_the_mean_of_its_criteria_communication_and_recommendation(ratings):
    scale = scale_of(ratings)
    vectors = vectors_of(ratings, scale=scale)
    form = int(np.argmax(vectors.criteria == 2))
    rows = np.flatnonzero(ratings.form == form)
    by_name = {ratings.criteria[ratings.criterion[row]]: ratings.rating[row] for row in rows}

    def worth(name):
        return scale.worth[ratings.kind[form], ratings.criteria.index(name), by_name[name] - 1]

    assert vectors.value[form, 0] == pytest.approx((worth("depth") + worth("tests")) / 2)
    for place, name in ((1, "communication"), (2, "overall")):
        assert vectors.seen[form, place] == (name in by_name)
        expected = worth(name) if name in by_name else 0
        assert vectors.value[form, place] == pytest.approx(expected)


def test_spread_within_forms_is_unknown_without_two_criteria_of_a_form():
    one = random_ratings(1)
    kept = one.criterion != one.criteria.index("tests")
    alone = type(one)(
        *(one.people, one.interviewers, one.packets, one.kinds, one.criteria),
        *(one.person, one.interviewer, one.packet, one.kind, one.day),
        *(one.form[kept], one.criterion[kept], one.rating[kept]),
    )
    assert np.isnan(vectors_of(alone, scale=scale_of(alone)).within)
    assert vectors_of(one, scale=scale_of(one)).within > 0.2


def test_hard_criterion_is_no_spread_within_forms():
    one = random_ratings(1)
    by_form = np.where(one.criterion == one.criteria.index("tests"), 1, 3)
    harder = replace(one, rating=by_form)
    assert vectors_of(harder, scale=scale_of(harder)).within == pytest.approx(0, abs=1e-12)
