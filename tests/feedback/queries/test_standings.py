"""Which estimates people are shown: the stored ones, as long as they are of the present forms."""

from datetime import timedelta

import pytest

from feedback.actions.readiness import update_readiness
from feedback.domain.readiness_model.ratings_file import day_of
from feedback.domain.readiness_model.update import update_person
from feedback.domain.standing import Chance
from feedback.models import Estimate, Review
from feedback.queries.outlines import outlines_of_people
from feedback.queries.readiness import readiness_of, readiness_of_people
from feedback.queries.readiness_forms import forms_of_person
from feedback.queries.readiness_models import model_for_updates
from tests.dashboards.builders import held, interviewer_form
from tests.factories import UserFactory
from tests.feedback.builders import loop_of

pytestmark = pytest.mark.django_db
STORED = {"p": 0.31, "lo80": 0.21, "hi80": 0.41, "lo95": 0.11, "hi95": 0.61}


def days(number: float) -> timedelta:
    return timedelta(days=number)


def practise(candidate, *days_ago: float, now, interviewer=None, **fields) -> None:
    for number in days_ago:
        session = held(interviewer or UserFactory(), candidate, starts_at=now - days(number))
        interviewer_form(session, hours=1, **fields)


def line_of(user, *, now):
    return readiness_of(user, now=now).rounds[0]


def computed(user, *, now, kind="coding", until=None) -> Chance:
    """By the model itself, from the forms of sessions that began before `until`."""
    known = model_for_updates()
    forms = forms_of_person(user, fitted_at=None, now=until or now).forms
    found = update_person(known.model, forms, day=day_of(now)).chances
    place = known.model.kinds.index(kind)
    return Chance(*(float(x[0, place]) for x in (found.p, found.lo80, found.hi80)))


@pytest.fixture
def me(now):
    """Three sessions, and an estimate of these forms that nobody would compute."""
    user = UserFactory()
    practise(user, 9, 8, 7, now=now)
    update_readiness(user, now=now - days(1))
    Estimate.objects.filter(user=user, kind="coding").update(**STORED)
    return user


def test_stored_estimate_of_the_present_forms_is_shown_as_it_is(me, now):
    line = line_of(me, now=now)
    assert (line.chance, str(line.band)) == (Chance(0.31, 0.21, 0.41), "not yet")
    assert (line.as_of, line.sessions) == (now - days(1), 3)
    assert line.model_version == Estimate.objects.filter(user=me)[0].model_version
    assert not readiness_of(me, now=now).updating


def test_new_form_is_said_to_be_on_its_way_and_the_stored_estimate_stays(me, now):
    practise(me, 2, now=now)
    readiness = readiness_of(me, now=now)
    assert (readiness.updating, readiness.rounds[0].chance) == (True, Chance(0.31, 0.21, 0.41))
    assert (readiness.sessions, readiness.rounds[0].sessions) == (4, 4)
    update_readiness(me, now=now)
    after = readiness_of(me, now=now)
    assert (after.updating, after.rounds[0].chance) == (False, computed(me, now=now))


def test_form_that_was_edited_or_taken_out_makes_the_estimate_old(me, now):
    Review.objects.filter(subject=me).update(revision=7)
    assert readiness_of(me, now=now).updating
    update_readiness(me, now=now)
    Review.objects.filter(pk=Review.objects.filter(subject=me)[0].pk).update(is_excluded=True)
    left = readiness_of(me, now=now)
    assert (left.updating, left.rounds[0].sessions, left.rounds[0].chance) == (True, 2, None)


def test_where_nothing_usable_is_stored_the_chance_is_computed(now):
    user = UserFactory()
    practise(user, 9, 8, now=now)
    update_readiness(user, now=now)
    practise(user, 2, now=now)
    readiness = readiness_of(user, now=now)
    assert (readiness.updating, readiness.rounds[0].chance) == (True, computed(user, now=now))
    Estimate.objects.all().delete()
    assert line_of(user, now=now).chance == computed(user, now=now)


@pytest.mark.parametrize("interviewers", [1, 2])
def test_no_number_is_anywhere_before_there_is_enough(now, interviewers):
    """Two sessions with two people, and three with one."""
    user = UserFactory(target_loop=loop_of("coding", "behavioural"))
    practise(user, 9, 8, 7, now=now, interviewer=UserFactory() if interviewers == 1 else None)
    if interviewers == 2:
        Review.objects.filter(pk=Review.objects.filter(subject=user)[0].pk).update(is_excluded=True)
    update_readiness(user, now=now)
    readiness = readiness_of(user, now=now)
    for line in (*readiness.rounds, *readiness.competencies):
        assert str(line.band) == "not enough evidence yet"
        assert (line.chance, line.raw_mean, line.raw_yes) == (None, None, None)
        assert (line.adjustment, line.trend) == ("", ())
    assert readiness.whole is None or readiness.whole.chance is None


def test_coach_gets_the_stored_estimate_only_if_the_window_holds_every_form(me, now):
    whole = {me.pk: (now - days(9), now)}
    part = {me.pk: (now - days(9), now - days(7))}
    chances = [
        readiness_of_people([me], now=now, windows=windows)[me.pk].rounds[0].chance
        for windows in (whole, part)
    ]
    assert chances == [Chance(0.31, 0.21, 0.41), None]
    practise(me, 20, 19, now=now, recommendation=1, score=1)
    practise(me, 1, now=now, recommendation=1, score=1)
    within = {me.pk: (now - days(9), now - days(1))}
    found = readiness_of_people([me], now=now, windows=within)[me.pk]
    alone = UserFactory()
    practise(alone, 9, 8, 7, now=now)
    line = found.rounds[0]
    assert (line.sessions, found.updating) == (3, False)
    assert line.chance.p == pytest.approx(computed(alone, now=now).p)
    assert line.chance.p > computed(me, now=now).p + 0.05


def test_coach_sees_no_self_scores_and_nothing_about_strictness(me, now, monkeypatch):
    monkeypatch.setattr("feedback.queries.readiness_lines.met_in", lambda *_: (0.5, 0.0))
    window = {me.pk: (now - days(30), now)}
    coached = readiness_of_people([me], now=now, windows=window)[me.pk]
    assert (coached.self_gap.sessions, coached.self_gap.mean) == (0, None)
    assert "stricter" in line_of(me, now=now).adjustment
    assert "stricter" not in coached.rounds[0].adjustment


def test_outline_has_the_bands_of_the_whole_readiness(me, now):
    other = UserFactory(candidate_kinds=["behavioural"])
    practise(other, 5, now=now)
    third = UserFactory(target_loop=loop_of("coding", "behavioural"))
    people = [me, other, third]
    for windows in (None, {me.pk: (now - days(30), now), other.pk: (now - days(4), now)}):
        outlines = outlines_of_people(people, now=now, windows=windows)
        whole = readiness_of_people(people, now=now, windows=windows)
        assert {
            pk: (tuple(line.band for line in one.rounds), one.sessions) for pk, one in whole.items()
        } == {pk: (one.bands, one.sessions) for pk, one in outlines.items()}


@pytest.mark.parametrize("count", [1, 3])
def test_outlines_cost_the_same_queries_for_one_and_for_three(
    now, count, django_assert_num_queries
):
    loop = loop_of("coding", "behavioural")
    people = [UserFactory(target_loop=loop) for _ in range(count)]
    for user in people:
        practise(user, *range(1, count + 1), now=now)
    with django_assert_num_queries(8):
        assert len(outlines_of_people(people, now=now)) == count
