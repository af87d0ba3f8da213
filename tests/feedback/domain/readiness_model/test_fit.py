from dataclasses import replace

import numpy as np
import pytest

from feedback.domain.readiness_model.fit import fingerprint, fit
from feedback.domain.readiness_model.ratings import sorted_ratings
from tests.benchmarks.readiness.simulator import PERIOD, simulate
from tests.feedback.domain.readiness_model.builders import (
    only_forms,
    random_ratings,
    random_rows,
    shuffled,
)

DAY = 220.0


def test_shuffled_rows_give_the_identical_fit():
    rows = random_rows(3, people=20, forms=120)
    one, other = (fit(sorted_ratings(each), day=DAY) for each in (rows, shuffled(rows, seed=9)))
    assert one.model.version == other.model.version
    for name, values in vars(one.chances).items():
        assert values.tobytes() == getattr(other.chances, name).tobytes()
    assert one.model.severity.value.tobytes() == other.model.severity.value.tobytes()


def test_full_weights_give_the_identical_fit():
    ratings = random_ratings(3, people=20, forms=120)
    one, other = fit(ratings, day=DAY), fit(ratings, day=DAY, weights=np.ones(120))
    assert one.model.version == other.model.version
    assert one.chances.p.tobytes() == other.chances.p.tobytes()


def test_weights_stay_with_their_forms_when_rows_are_shuffled():
    rows = random_rows(3, people=20, forms=120)
    one, other = (
        fit(each, day=DAY, weights=np.where(each.interviewer == 4, 0.25, 1.0))
        for each in (sorted_ratings(rows), sorted_ratings(shuffled(rows, seed=9)))
    )
    assert one.model.version == other.model.version
    assert one.chances.p.tobytes() == other.chances.p.tobytes()


def test_a_lighter_form_moves_its_candidate_less_and_is_told_by_the_version():
    ratings = random_ratings(3, people=20, forms=120)
    form = int(np.flatnonzero(ratings.person == 2)[-1])
    best = replace(ratings, rating=np.where(ratings.form == form, 4, ratings.rating))
    weights = np.ones(120)
    weights[form] = 0.25
    worst = replace(ratings, rating=np.where(ratings.form == form, 1, ratings.rating))
    full, light = (
        [fit(each, day=DAY, weights=given) for each in (best, worst)] for given in (None, weights)
    )
    kind = ratings.kind[form]
    gaps = [one.chances.p[2, kind] - other.chances.p[2, kind] for one, other in (full, light)]
    assert 0 < gaps[1] < 0.6 * gaps[0]
    assert full[0].model.version != light[0].model.version


@pytest.mark.parametrize("wrong", [np.zeros(120), np.full(120, 1.1), np.ones(119)])
def test_weights_that_cannot_be_are_refused(wrong):
    with pytest.raises(ValueError, match="Weights: one for each form"):
        fit(random_ratings(3, people=20, forms=120), day=DAY, weights=wrong)


def test_intervals_hold_the_chance_and_each_other():
    found = fit(random_ratings(3, people=20, forms=120), day=DAY).chances
    ends = np.stack((found.lo95, found.lo80, found.p, found.hi80, found.hi95))
    assert np.all(np.diff(ends, axis=0) > 0)


def test_kind_without_a_session_is_estimated_from_the_others():
    ratings = random_ratings(3, people=20, forms=120)
    best = np.where(ratings.person[ratings.form] == 0, 4, ratings.rating)
    kept = (ratings.person != 0) | (ratings.kind == 1)
    ratings = replace(ratings, rating=best)
    others = only_forms(ratings, kept)
    found = fit(others, day=DAY)
    assert found.counts.sessions[0, 0] == 0
    assert found.chances.p[0, 0] > np.median(found.chances.p[1:, 0])
    width = found.chances.hi80 - found.chances.lo80
    assert width[0, 0] > width[0, 1]


def test_people_without_forms_stand_where_everybody_begins():
    ratings = random_ratings(3, people=20, forms=120)
    found = fit(only_forms(ratings, ratings.person != 4), day=DAY)
    assert found.counts.sessions[4].tolist() == [0, 0, 0]
    assert found.states.mean[4].tolist() == [0.0] * 5
    assert found.chances.hi80[4, 0] - found.chances.lo80[4, 0] > 0.4


def test_one_bad_day_costs_less_than_it_would_in_full(monkeypatch):
    ratings = random_ratings(3, people=20, forms=120)
    rows = np.flatnonzero(ratings.person == 2)
    kind = ratings.kind[rows[-1]]
    good = replace(ratings, rating=np.where(ratings.person[ratings.form] == 2, 4, ratings.rating))
    bad_day = replace(good, rating=np.where(ratings.form == rows[-1], 1, good.rating))

    def loss():
        before, after = (fit(one, day=DAY).chances.p[2, kind] for one in (good, bad_day))
        return before - after

    robust = loss()
    monkeypatch.setattr("feedback.domain.readiness_model.fit.ROBUST_ROUNDS", 0)
    assert 0 < robust < 0.9 * loss()


def test_intervals_cover_on_a_richer_site():
    """The benchmark in small: it has the bounds, this sees that nothing is badly wrong."""
    site = simulate(700, seed=3)
    found = fit(site.ratings, day=PERIOD)
    seen = found.counts.sessions > 0
    inside = (found.chances.lo80 <= site.truth) & (site.truth <= found.chances.hi80)
    assert 0.72 <= inside[seen].mean() <= 0.88
    error = np.sqrt(((found.chances.p - site.truth) ** 2)[seen].mean())
    constant = site.truth[seen].std()
    assert error < 0.75 * constant


@pytest.mark.parametrize("column", ["rating", "day", "kind"])
def test_fingerprint_changes_with_the_data(column):
    ratings = random_ratings(3)
    values = getattr(ratings, column).copy()
    values[0] = values[0] + 1
    assert fingerprint(replace(ratings, **{column: values})) != fingerprint(ratings)
