"""A person's week: which days it has, how long they are, and what lies where."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from interviews.models import Session
from scheduling.actions.bookings import cancel_booking
from scheduling.actions.proposals import decline_proposal, propose_move
from scheduling.models import WeeklyWindow
from scheduling.queries.my_calendar import my_calendar
from tests.factories import SessionFactory, UserFactory
from tests.scheduling.worlds import book, person, propose

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 10, 20, 12, 0, tzinfo=UTC)  # a Tuesday


@pytest.fixture(autouse=True)
def _in_october():
    with time_machine.travel(NOW, tick=False):
        yield


def week_of(user, *, day: date | None = None, now: datetime = NOW):
    user.profile.refresh_from_db()
    return my_calendar(user, day=day, now=now)


def entries(week) -> list[tuple[date, str, str]]:
    return [(day.day, entry.times, entry.state) for day in week.days for entry in day.entries]


def at(day: int, hour: int, minute: int = 0, month: int = 10) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


def test_a_week_is_monday_to_sunday_where_the_reader_is(catalogue):
    user = UserFactory(timezone="Pacific/Kiritimati")
    with time_machine.travel(at(18, 11), tick=False):  # Sunday in UTC, Monday there
        week = week_of(user, now=at(18, 11))
    assert (week.first, week.last) == (date(2026, 10, 19), date(2026, 10, 25))
    assert [day.is_today for day in week.days] == [True] + [False] * 6
    assert (week.previous, week.following) == (date(2026, 10, 12), date(2026, 10, 26))
    assert week_of(user, day=date(2026, 11, 1)).first == date(2026, 10, 26)


@pytest.mark.parametrize("day", [date.min, date.max, date(2023, 1, 1), date(2029, 1, 1)])
def test_days_that_are_too_far_away_are_as_none(day):
    user = UserFactory()
    assert week_of(user, day=day).first == date(2026, 10, 19)


def test_leafing_ends_somewhere():
    user = UserFactory()
    week = week_of(user, day=NOW.date() + timedelta(days=730))
    assert week.following is None
    assert week.previous is not None


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        ("Europe/Berlin", date(2026, 10, 25), "25"),
        ("Europe/Berlin", date(2027, 3, 28), "23"),
        ("America/New_York", date(2026, 11, 1), "25"),
        ("Australia/Lord_Howe", date(2026, 10, 4), "23.5"),
        ("Asia/Kathmandu", date(2026, 10, 25), "24"),
    ],
)
def test_a_day_on_which_the_clocks_change_has_its_length(zone, day, hours):
    week = week_of(UserFactory(timezone=zone), day=day)
    assert [each.hours for each in week.days if each.day == day] == [hours]
    assert [each.hours for each in week.days if each.day != day] == ["24"] * 6
    assert len(week.changes) == (hours != "24")


def test_the_hour_that_is_left_out_is_hatched():
    user = person(timezone="Europe/Berlin")
    week = week_of(user, day=date(2027, 3, 28))
    skipped = {day.day: [(p.y, p.height) for p in day.skipped] for day in week.days if day.skipped}
    assert skipped == {date(2027, 3, 28): [("88", "44")]}  # 02:00 to 03:00, from 00:00 on
    assert week.days[6].free_words == ["00:00–02:00", "03:00–24:00"]


def test_sessions_on_both_sides_of_a_change_keep_their_order_and_say_their_offset(catalogue):
    """02:15 comes twice on that Sunday in Berlin: an hour apart, and both are there."""
    me = UserFactory(timezone="Europe/Berlin")
    for start in (at(25, 0, 15), at(25, 1, 15)):
        SessionFactory(first=me, starts_at=start, ends_at=start + timedelta(minutes=45))
    week = week_of(me, day=date(2026, 10, 25))
    assert [entry[1] for entry in entries(week)] == [
        "02:15–02:00 (begins at UTC+2)",
        "02:15–03:00 (begins at UTC+1)",
    ]
    blocks = week.days[6].blocks
    assert len(blocks) == 2
    assert {block.place.width for block in blocks} == {"50.00%"}  # side by side


def test_a_session_over_midnight_is_drawn_on_both_days_and_listed_once():
    me = UserFactory(timezone="Europe/Berlin")
    SessionFactory(first=me, starts_at=at(20, 21, 30), ends_at=at(20, 22, 30))
    week = week_of(me)
    assert entries(week) == [(date(2026, 10, 20), "23:30–00:30 the next day", "Booked")]
    drawn = {day.day.day: [(b.place.y, b.place.height) for b in day.blocks] for day in week.days}
    assert {day: places for day, places in drawn.items() if places} == {
        20: [("1034", "22")],
        21: [("0", "22")],
    }
    assert (week.hour_lines[0][0], week.hour_lines[-1][0]) == ("00:00", "23:00")


def test_a_session_that_reaches_into_the_week_is_listed_on_its_first_day():
    me = UserFactory(timezone="Europe/Berlin")
    SessionFactory(first=me, starts_at=at(18, 21, 30), ends_at=at(18, 22, 30))
    assert [entry[0] for entry in entries(week_of(me))] == [date(2026, 10, 19)]
    before = week_of(me, day=date(2026, 10, 18))
    assert [entry[0] for entry in entries(before)] == [date(2026, 10, 18)]


def test_the_bounds_of_the_week_are_half_open():
    me = UserFactory(timezone="UTC")
    for start in (at(18, 23), at(26, 0)):
        SessionFactory(first=me, starts_at=start, ends_at=start + timedelta(hours=1))
    assert entries(week_of(me)) == []


def test_every_state_has_its_words_and_what_fell_through_is_not_drawn(catalogue):
    me, other = person(timezone="UTC"), person()
    for day, state in ((19, "completed"), (20, "missed")):
        SessionFactory(
            first=me, second=other, starts_at=at(day, 9), ends_at=at(day, 10), state=state
        )
    booked = book(me, other, starts_at=at(22, 9))
    dropped = book(me, other, starts_at=at(23, 9))
    cancel_booking(dropped, by=me, reason="", now=NOW)
    week = week_of(me)
    assert [entry[2] for entry in entries(week)] == [
        "Completed",
        "Did not take place",
        "Booked",
        "Cancelled",
    ]
    assert [len(day.blocks) for day in week.days] == [1, 0, 0, 1, 0, 0, 0]
    booked.participations.filter(user=me).update(reconfirmed_at=NOW)
    assert "Booked, you confirmed" in [entry[2] for entry in entries(week_of(me))]


def test_proposals_are_tentative_and_say_whose_answer_is_missing(catalogue):
    me, other = person(timezone="UTC"), person()
    propose(me, other, starts_at=at(22, 9))
    propose(other, me, starts_at=at(22, 12))
    gone = propose(other, me, starts_at=at(22, 15))
    decline_proposal(gone, by=me, reason="", now=NOW)
    session = book(me, other, starts_at=at(23, 9))
    propose_move(session, by=other, starts_at=at(23, 12), message="", now=NOW)
    week = week_of(me)
    assert entries(week) == [
        (date(2026, 10, 22), "09:00–10:00", "Proposed, their turn"),
        (date(2026, 10, 22), "12:00–13:00", "Proposed, your turn"),
        (date(2026, 10, 23), "09:00–10:00", "Booked"),
        (date(2026, 10, 23), "12:00–13:00", "Proposed, your turn"),
    ]
    assert week.days[3].entries[0].tone == "maybe"
    assert week.days[4].entries[1].detail == "New time for a session that is booked"
    later = week_of(me, now=NOW + timedelta(hours=48))  # they have run out
    assert [entry[2] for entry in entries(later)] == ["Booked"]


def test_hours_lie_behind_and_pauses_and_other_peoples_do_not(catalogue):
    me = UserFactory(timezone="Europe/Berlin")
    person()
    WeeklyWindow.objects.create(user=me, weekday=2, starts="18:00", ends="21:00")
    week = week_of(me)
    assert [day.free_words for day in week.days] == [[], [], ["18:00–21:00"], [], [], [], []]
    assert [(p.y, p.height) for p in week.days[2].free] == [("440", "132")]
    me.profile.paused_until_date = date(2026, 10, 25)
    me.profile.save()
    assert not week_of(me).has_hours


def test_nothing_of_others_is_in_it(catalogue):
    me, other, third = (person(timezone="UTC") for _ in range(3))
    book(other, third, starts_at=at(22, 9))
    propose(third, other, starts_at=at(23, 9))
    assert week_of(me).is_empty


def test_a_partner_who_erased_the_account_leaves_no_hole(catalogue):
    me, other = person(timezone="UTC"), person()
    session = book(me, other, starts_at=at(22, 9))
    session.participations.filter(user=other).delete()
    assert week_of(me).is_empty
    assert Session.objects.count() == 1


@pytest.mark.parametrize("count", [1, 3])
def test_the_number_of_queries_is_fixed(catalogue, count, django_assert_num_queries):
    me, other = person(timezone="UTC"), person()
    for n in range(count):
        start = at(22 + n, 9)
        SessionFactory(first=me, second=other, starts_at=start, ends_at=start + timedelta(hours=1))
        propose(other, me, starts_at=at(22 + n, 12))
    me.profile.refresh_from_db()
    with django_assert_num_queries(8):
        assert len(entries(my_calendar(me, day=None, now=NOW))) == 2 * count
