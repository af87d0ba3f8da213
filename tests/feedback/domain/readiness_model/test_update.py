from dataclasses import replace
from functools import partial

import numpy as np
import pytest

from feedback.domain.readiness_model.fit import fit
from feedback.domain.readiness_model.ratings import NO_PACKET
from feedback.domain.readiness_model.scores import scale_of
from feedback.domain.readiness_model.solving import problem_of
from feedback.domain.readiness_model.standings import levels_of
from feedback.domain.readiness_model.update import (
    PersonForm,
    own_of,
    settled,
    update_person,
)
from tests.benchmarks.readiness.simulator import simulate
from tests.feedback.domain.readiness_model.builders import DAY, KINDS, only_forms


@pytest.fixture(scope="module")
def fitted(ratings):
    return fit(ratings, day=DAY)


def forms_of(ratings, person):
    return [
        PersonForm(
            day=float(ratings.day[form]),
            kind=ratings.kinds[ratings.kind[form]],
            interviewer=ratings.interviewers[ratings.interviewer[form]],
            packet=""
            if ratings.packet[form] == NO_PACKET
            else ratings.packets[ratings.packet[form]],
            ratings={
                ratings.criteria[ratings.criterion[row]]: int(ratings.rating[row])
                for row in np.flatnonzero(ratings.form == form)
            },
        )
        for form in np.flatnonzero(ratings.person == person)
    ]


def new_form(ratings, person, *, day=DAY, **changes):
    values = {
        "day": day,
        "kind": "coding",
        "interviewer": next(i for i in ratings.interviewers if i != ratings.people[person]),
        "packet": "a",
        "ratings": {"depth": 4, "tests": 4, "communication": 4, "overall": 4},
    }
    return PersonForm(**(values | changes))


@pytest.mark.parametrize("person", range(0, 30, 3))
def test_without_a_new_form_the_update_is_the_fit(ratings, fitted, person):
    update = update_person(fitted.model, forms_of(ratings, person), day=DAY)
    for name, values in vars(update.chances).items():
        expected = getattr(fitted.chances, name)[person]
        np.testing.assert_allclose(values[0], expected, atol=2e-3)
    for name, values in vars(update.counts).items():
        np.testing.assert_array_equal(values[0], getattr(fitted.counts, name)[person])
    assert update.version == fitted.model.version


def test_order_of_forms_does_not_matter(ratings, fitted):
    forms = forms_of(ratings, 3)
    one = update_person(fitted.model, forms, day=DAY)
    other = update_person(fitted.model, forms[::-1], day=DAY)
    assert one.chances.p.tolist() == other.chances.p.tolist()


def test_praise_raises_the_chance_and_narrows_the_interval(ratings, fitted):
    coding = KINDS.index("coding")
    later = DAY + 1
    before = update_person(fitted.model, forms_of(ratings, 5), day=later).chances
    forms = [*forms_of(ratings, 5), new_form(ratings, 5, day=later)]
    after = update_person(fitted.model, forms, day=later).chances
    assert after.p[0, coding] > before.p[0, coding] + 0.02
    assert np.ptp([after.lo80[0, coding], after.hi80[0, coding]]) < np.ptp(
        [before.lo80[0, coding], before.hi80[0, coding]]
    )


def test_praise_of_an_interviewer_nobody_knows_counts_less(ratings, fitted):
    forms, later = forms_of(ratings, 5), DAY + 1
    known = [*forms, new_form(ratings, 5, day=later)]
    unknown = [*forms, new_form(ratings, 5, day=later, interviewer="somebody new", packet="new")]
    coding = KINDS.index("coding")
    widths = [
        np.ptp([one.lo80[0, coding], one.hi80[0, coding]])
        for one in (
            update_person(fitted.model, each, day=later).chances for each in (known, unknown)
        )
    ]
    assert widths[0] < widths[1]


def test_newcomer_stands_where_everybody_begins(fitted):
    update = update_person(fitted.model, [], day=DAY)
    assert update.counts.sessions.tolist() == [[0, 0, 0]]
    assert update.counts.is_enough.tolist() == [[False] * 3]
    width = update.chances.hi80 - update.chances.lo80
    assert np.all(width > 0.4)
    assert np.all(width > (fitted.chances.hi80 - fitted.chances.lo80).mean(0))


def test_kinds_and_criteria_that_the_fit_has_not_seen_are_passed_over(ratings, fitted):
    forms = forms_of(ratings, 5)
    known = update_person(fitted.model, forms, day=DAY)
    odd = new_form(ratings, 5, kind="juggling")
    more = [
        PersonForm(f.day, f.kind, f.interviewer, f.packet, {**f.ratings, "grace": 1}) for f in forms
    ]
    assert update_person(fitted.model, [*more, odd], day=DAY).chances.p.tolist() == (
        known.chances.p.tolist()
    )


def test_an_update_is_the_next_fit_but_for_scale_and_robust_rounds(monkeypatch):
    """Of eight people's last forms: as new ones, and as if the fit had seen them."""
    module = "feedback.domain.readiness_model"
    ratings = simulate(300, seed=3).ratings
    same_scale = partial(problem_of, scale=scale_of(ratings))
    monkeypatch.setattr(f"{module}.fit.problem_of", same_scale)
    monkeypatch.setattr(f"{module}.fit.ROBUST_ROUNDS", 0)
    monkeypatch.setattr(f"{module}.update.ROBUST_ROUNDS", 0)
    day = float(ratings.day.max())
    after = fit(ratings, day=day)
    levels, _ = levels_of(after.model, after.states)
    often = np.flatnonzero(np.bincount(ratings.person) >= 4)[:8]
    far = {True: [], False: []}
    for person in often:
        last = int(np.flatnonzero(ratings.person == person)[-1])
        others = only_forms(ratings, np.arange(ratings.forms) != last)
        before = fit(others, day=day, parameters=after.model.parameters).model
        forms = forms_of(ratings, person)
        for is_new in far:
            own = [*forms[:-1], replace(forms[-1], is_new=is_new)]
            found = levels_of(before, update_person(before, own, day=day).states)[0]
            far[is_new].append(np.abs(found[0] - levels[person]).mean())
    assert np.mean(far[True]) < 0.002
    assert np.mean(far[True]) < 0.5 * np.mean(far[False])


def test_a_form_that_the_fit_has_not_seen_moves_those_who_rated_before(ratings, fitted):
    forms = [*forms_of(ratings, 5), replace(new_form(ratings, 5, day=DAY - 1), is_new=True)]
    own = own_of(fitted.model, forms, day=DAY)
    _, residual = settled(fitted.model, own)
    higher = (residual - own.residual)[:, 2][own.vectors.seen[:, 2]]
    assert np.all(higher[:-1] > 0)
    assert higher[-1] < 0


def test_without_a_new_form_the_update_is_the_weighted_fit(ratings):
    weights = np.where(ratings.interviewer % 3 == 0, 0.25, 1.0)
    fitted = fit(ratings, day=DAY, weights=weights)
    forgotten = []
    for person in range(30):
        forms = forms_of(ratings, person)
        own = zip(forms, weights[ratings.person == person], strict=True)
        weighted = [replace(form, weight=float(weight)) for form, weight in own]
        found, without = (
            update_person(fitted.model, each, day=DAY).chances.p[0] for each in (weighted, forms)
        )
        np.testing.assert_allclose(found, fitted.chances.p[person], atol=2e-3)
        forgotten.append(np.abs(without - found).max())
    assert np.median(forgotten) > 2e-3
