from datetime import UTC, date, datetime, timedelta

import pytest

from accounts.models import Pause
from dashboards.queries.weekly_goal import week_of
from tests.dashboards.builders import held
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 6, 12, tzinfo=UTC)  # a Wednesday
LAST_WEEK = NOW - timedelta(days=7)


@pytest.fixture
def user():
    return UserFactory(timezone="Asia/Kathmandu", weekly_goal=1)


def test_week_is_the_iso_week_of_the_readers_zone(user):
    partner = UserFactory()
    monday = datetime(2026, 5, 3, 18, 15, tzinfo=UTC)  # Monday 00:00 in Kathmandu
    for starts_at in (monday - timedelta(minutes=15), monday, NOW - timedelta(hours=4)):
        held(user, partner, starts_at=starts_at)
    held(user, partner, starts_at=monday + timedelta(hours=3), state="missed")
    held(user, partner, starts_at=NOW + timedelta(days=1), state="confirmed")
    held(user, partner, starts_at=NOW - timedelta(hours=1), state="confirmed")  # over, not marked
    held(user, partner, starts_at=monday + timedelta(days=7), state="confirmed")
    week = week_of(user, now=NOW)
    assert (week.done, week.booked, week.goal, week.percent, week.before) == (2, 1, 1, 100, 3)


def test_sessions_in_either_role_keep_the_streak_and_those_of_others_do_not(user):
    held(user, UserFactory(), starts_at=LAST_WEEK)
    held(UserFactory(), user, starts_at=LAST_WEEK - timedelta(days=7))
    held(UserFactory(), UserFactory(), starts_at=LAST_WEEK - timedelta(days=14))
    assert week_of(user, now=NOW).streak.weeks == 2


def test_cancelled_and_missed_sessions_keep_no_streak(user):
    held(user, UserFactory(), starts_at=LAST_WEEK, state="cancelled")
    held(user, UserFactory(), starts_at=LAST_WEEK, state="missed")
    assert week_of(user, now=NOW).streak.weeks == 0


def test_paused_weeks_break_no_streak(user):
    held(user, UserFactory(), starts_at=NOW - timedelta(days=28))
    assert week_of(user, now=NOW).streak.weeks == 0
    Pause.objects.create(user=user, from_date=date(2026, 4, 19), until_date=date(2026, 4, 28))
    assert week_of(user, now=NOW).streak.weeks == 1
    Pause.objects.update(until_date=date(2026, 4, 27))  # the Monday on which they are back
    assert week_of(user, now=NOW).streak.weeks == 1
    Pause.objects.update(until_date=date(2026, 4, 20))
    assert week_of(user, now=NOW).streak.weeks == 0


def test_weeks_before_the_first_session_were_not_missed(user):
    held(user, UserFactory(), starts_at=NOW - timedelta(hours=4))
    streak = week_of(user, now=NOW).streak
    assert (streak.weeks, streak.forgiven) == (1, 0)


def test_it_takes_two_queries_for_one_session_and_for_three(user, django_assert_num_queries):
    for weeks in (1, 2, 3):
        held(user, UserFactory(), starts_at=NOW - timedelta(weeks=weeks))
        with django_assert_num_queries(2):
            assert week_of(user, now=NOW).streak.weeks == weeks
