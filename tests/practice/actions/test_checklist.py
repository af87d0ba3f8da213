from datetime import timedelta

import pytest

from practice.actions.checklist import CannotTick, tick_line
from practice.models import ChecklistTick
from practice.queries.checklist import checklist_of
from tests.factories import UserFactory
from tests.feedback.builders import submit_all
from tests.practice.builders import VAGUE, target, told_round, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def user():
    return UserFactory()


def done(user) -> list[str]:
    return [line.slug for line in checklist_of(user) if line.is_done]


def test_tick_keeps_its_first_date_and_can_be_taken_back(user, now):
    for day in (0, 1):
        tick_line("culture", is_done=True, by=user, now=now + timedelta(days=day))
    assert [tick.ticked_at for tick in user.checklist_ticks.all()] == [now]
    assert done(user) == ["culture"]
    for _ in range(2):
        tick_line("culture", is_done=False, by=user, now=now)
    assert done(user) == []


@pytest.mark.parametrize("slug", ["decisions", "aloud", "timed", "nonsense", ""])
def test_lines_that_count_by_themselves_take_no_tick(user, now, slug):
    with pytest.raises(CannotTick):
        tick_line(slug, is_done=True, by=user, now=now)
    assert ChecklistTick.objects.count() == 0


def test_checklist_fills_itself(user, now):
    courage, candour = target(user, "Courage", "Candour")
    for number in range(3):
        write(user, courage, candour, now=now, title=str(number), is_decision=True)
        told_round(user, now=now)
    write(UserFactory(), now=now, parts=VAGUE)
    assert done(user) == ["stories", "decisions", "specific", "timed"]
    write(user, courage, now=now, parts=VAGUE)
    assert done(user) == ["stories", "decisions", "timed"]


def test_thinking_aloud_counts_released_coding_rounds_in_which_it_was_rated(user, now):
    partner = UserFactory()
    for number in range(3):
        assert "aloud" not in done(user)
        session = _coding_round(user, partner, now=now)
        submit_all(partner, session, now=now)
        assert checklist_of(user)[2].why.startswith(str(number))  # not released yet
        submit_all(user, session, now=now)
    assert "aloud" in done(user)


def _coding_round(user, partner, *, now):
    return told_round(user, now=now, second=partner, kind="coding").session
