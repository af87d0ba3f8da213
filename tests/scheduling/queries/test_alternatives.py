"""Three other times for a session: within both people's hours, and free in all their calendars."""

from datetime import UTC, datetime, time, timedelta

import pytest

from interviews.queries.sessions import session_with_people
from scheduling.models import WeeklyWindow
from scheduling.queries.session_page import alternatives
from tests.scheduling.calendars import busy, hour
from tests.scheduling.worlds import book, fill_catalogue, person

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 6, 1, 6, tzinfo=UTC)  # a Monday
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def at(day, hours):
    return datetime(2026, 6, 1, tzinfo=UTC) + day * DAY + hours * HOUR


def free_at(user, *hours):
    """Only then, in UTC: (weekday, from, until)."""
    user.weekly_windows.all().delete()
    for weekday, start, end in hours:
        WeeklyWindow.objects.create(user=user, weekday=weekday, starts=time(start), ends=time(end))


@pytest.fixture
def two(db):
    fill_catalogue(packets=6, kinds=["coding"])
    return person(timezone="UTC"), person(timezone="UTC")


@pytest.fixture
def session(two):
    return book(*two, starts_at=at(2, 18), now=NOW)


def found(session, reader):
    return alternatives(session, reader, now=NOW)


def test_they_are_three_on_three_days_that_fit_both_peoples_hours(two, session):
    user, partner = two
    free_at(user, (0, 17, 21), (2, 17, 21), (4, 17, 21), (5, 9, 12))
    free_at(partner, (0, 19, 23), (2, 19, 23), (5, 11, 12))
    assert found(session, user) == found(session, partner) == [at(0, 19), at(2, 19), at(5, 11)]


def test_busy_time_and_other_sessions_of_either_are_left_out(two, session):
    user, partner = two
    for each in two:
        free_at(each, (0, 18, 22))
    busy(user, hour(at(0, 18), 3.25))
    assert found(session, user) == [at(7, 18), at(7, 21), at(14, 18)]
    busy(partner, hour(at(7, 18), 2))
    book(partner, person(timezone="UTC"), starts_at=at(14, 18), now=NOW)
    assert found(session, partner) == [at(7, 20), at(7, 21), at(14, 19)]


def test_a_pause_of_either_is_kept(two, session):
    user, partner = two
    for each, date in ((user, at(3, 0).date()), (partner, at(6, 0).date())):
        each.profile.paused_until_date = date
        each.profile.save()
    assert found(session, user) == [at(6, 0), at(7, 0), at(8, 0)]


def test_the_sessions_own_time_is_free_for_its_move(two, session):
    user, partner = two
    for each in two:
        free_at(each, (2, 18, 20))
    busy(user, (at(3, 0), at(30, 0)))
    quarter = timedelta(minutes=15)
    assert found(session, user) == [at(2, 18) + quarter, at(2, 18) + 2 * quarter, at(2, 19)]
    assert found(session, partner) == found(session, user)


def test_there_are_fewer_only_where_there_are_fewer(two, session):
    user = two[0]
    free_at(user, (3, 10, 11))
    busy(user, hour(at(17, 10)))
    assert found(session, user) == [at(3, 10), at(10, 10)]
    free_at(user)
    assert found(session, user) == []


def test_three_take_as_many_queries_as_none(two, session, django_assert_num_queries):
    user = two[0]
    shown = session_with_people(pk=session.pk)
    with django_assert_num_queries(4):
        assert len(alternatives(shown, user, now=NOW)) == 3
    free_at(user)
    with django_assert_num_queries(4):
        assert alternatives(shown, user, now=NOW) == []
