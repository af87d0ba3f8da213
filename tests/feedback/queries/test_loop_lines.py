from datetime import timedelta

import pytest

from feedback.domain.readiness_model.loops import Loop, LoopRound, loop_chance
from feedback.domain.readiness_model.ratings_file import day_of
from feedback.domain.readiness_model.update import update_person
from feedback.queries.readiness import readiness_of
from feedback.queries.readiness_forms import forms_of_person
from feedback.queries.readiness_models import model_for_updates
from tests.dashboards.builders import interviewer_form
from tests.factories import SessionFactory, UserFactory
from tests.feedback.builders import loop_of

pytestmark = pytest.mark.django_db


def practise(candidate, kind, *, now, times=3, **fields):
    for number in range(times):
        session = SessionFactory(
            second=candidate,
            kind=kind,
            mode="one_way",
            state="completed",
            starts_at=now - timedelta(days=number + 1),
        )
        interviewer_form(session, hours=1, **fields)


def whole_of(user, *, now):
    return readiness_of(user, now=now).whole


def test_loop_has_the_models_chance_beside_its_weakest_round(now):
    user = UserFactory(target_loop=loop_of("coding", "behavioural"))
    practise(user, "coding", now=now, recommendation=4, score=4)
    practise(user, "behavioural", now=now, recommendation=2, score=2)
    whole = whole_of(user, now=now)
    known = model_for_updates()
    forms = forms_of_person(user, fitted_at=None, now=now).forms
    states = update_person(known.model, forms, day=day_of(now)).states
    rounds = (LoopRound("coding", 1.0), LoopRound("behavioural", 2.0))
    expected = loop_chance(known.model, states, Loop(rounds))
    found = (whole.chance.p, whole.chance.low, whole.chance.high, whole.share.p)
    assert found == (expected.p, expected.lo80, expected.hi80, expected.share)
    assert (whole.weakest, whole.missing, whole.judged, whole.rounds) == ("Round 2", (), 2, 2)
    assert whole.chance.p < whole.share.p


def test_round_without_a_session_is_named_instead_of_a_chance(now):
    user = UserFactory(target_loop=loop_of("coding", "coding", "behavioural"))
    practise(user, "coding", now=now)
    whole = whole_of(user, now=now)
    assert (whole.chance, whole.share) == (None, None)
    assert (whole.weakest, whole.missing, whole.judged) == ("Round 1", ("Round 3",), 2)


@pytest.mark.parametrize(("kinds", "is_said"), [(2, True), (3, False)])
def test_half_of_the_rounds_have_to_be_judged(now, kinds, is_said):
    names = ["coding", "behavioural", "system_design"][:kinds]
    user = UserFactory(target_loop=loop_of(*names))
    practise(user, "coding", now=now)
    for kind in names[1:]:
        practise(user, kind, now=now, times=1)
    whole = whole_of(user, now=now)
    assert (whole.judged, whole.rounds, whole.missing) == (1, kinds, ())
    assert (whole.chance is not None, whole.share is not None) == (is_said, is_said)


def test_nothing_judged_has_no_weakest_round_and_no_loop_has_no_line(now):
    user = UserFactory(target_loop=loop_of("coding"))
    practise(user, "coding", now=now, times=2)
    whole = whole_of(user, now=now)
    assert (whole.chance, whole.weakest, whole.judged) == (None, "", 0)
    other = UserFactory()
    practise(other, "coding", now=now)
    assert whole_of(other, now=now) is None


def test_loop_of_very_many_rounds_is_not_computed(now):
    user = UserFactory(target_loop=loop_of(*["coding"] * 13))
    practise(user, "coding", now=now)
    whole = whole_of(user, now=now)
    assert (whole.chance, whole.weakest, whole.judged) == (None, "Round 1", 13)
