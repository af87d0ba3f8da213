"""What limits leave of somebody's time, against somebody who looks at each minute."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduling.domain.intervals import contains, merge, subtract
from scheduling.domain.limits import (
    NO_LIMITS,
    Full,
    OwnLimits,
    Taken,
    not_free,
    why_full,
)

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
MONDAY = datetime(2026, 12, 7, tzinfo=UTC)


def pauses(before: int, after: int) -> OwnLimits:
    return OwnLimits(before=before * MINUTE, after=after * MINUTE)


def session(at: datetime, minutes: int = 60):
    return (at, at + minutes * MINUTE)


def taken(*booked, busy=()) -> Taken:
    return Taken(booked=merge(booked), busy=merge(busy), starts=[start for start, _ in booked])


def test_without_limits_only_what_is_taken_is_not_free():
    times = taken(session(MONDAY), busy=[session(MONDAY + 30 * MINUTE)])
    assert not_free(NO_LIMITS, times, zone="UTC") == [(MONDAY, MONDAY + 90 * MINUTE)]


def test_the_longer_pause_lies_between_two_sessions_and_not_both():
    noon = MONDAY + 12 * HOUR
    times = taken(session(noon))
    around = [(noon - 30 * MINUTE, noon + 90 * MINUTE)]
    assert not_free(pauses(15, 30), times, zone="UTC") == around
    assert not_free(pauses(30, 15), times, zone="UTC") == around


def test_busy_time_keeps_each_pause_on_its_own_side():
    noon = MONDAY + 12 * HOUR
    times = taken(busy=[session(noon)])
    assert not_free(pauses(15, 30), times, zone="UTC") == [
        (noon - 30 * MINUTE, noon + 75 * MINUTE)  # a session before it has its pause after, 30
    ]


def test_a_full_day_is_that_of_the_zone():
    times = taken(session(MONDAY + 19 * HOUR))  # Tuesday 00:45 in Kathmandu
    found = not_free(OwnLimits(per_day=1), times, zone="Asia/Kathmandu")
    midnight = MONDAY + 18 * HOUR + 15 * MINUTE
    assert found == [(midnight, midnight + DAY)]


def test_a_full_week_begins_on_monday_where_the_person_is():
    times = taken(session(MONDAY - HOUR), session(MONDAY + DAY))  # Monday 00:00 in Berlin
    found = not_free(OwnLimits(per_week=2), times, zone="Europe/Berlin")
    assert found == [(MONDAY - HOUR, MONDAY - HOUR + 7 * DAY)]


def test_a_session_past_midnight_counts_on_the_day_it_starts():
    late = session(MONDAY + 23 * HOUR + 30 * MINUTE)
    found = not_free(OwnLimits(per_day=1), taken(late), zone="UTC")
    assert found == [(MONDAY, MONDAY + DAY + 30 * MINUTE)]  # of Tuesday only what it takes


@pytest.mark.parametrize(
    ("zone", "change", "hours"),
    [
        ("Europe/Berlin", datetime(2026, 3, 29, 12, tzinfo=UTC), 23),
        ("Europe/Berlin", datetime(2026, 10, 25, 12, tzinfo=UTC), 25),
        ("Africa/Cairo", datetime(2026, 4, 24, 12, tzinfo=UTC), 23),  # has no midnight
    ],
)
def test_the_day_on_which_clocks_change_is_full_from_its_beginning_to_its_end(zone, change, hours):
    ((start, end),) = not_free(OwnLimits(per_day=1), taken(session(change)), zone=zone)
    assert end - start == hours * HOUR
    days = {at.astimezone(ZoneInfo(zone)).date() for at in (start, end - MINUTE)}
    assert days == {change.astimezone(ZoneInfo(zone)).date()}


def test_the_reason_is_the_week_before_the_day_before_the_pause():
    times = taken(session(MONDAY + 12 * HOUR))
    all_three = OwnLimits(before=15 * MINUTE, per_day=1, per_week=1)

    def why(limits: OwnLimits, at: datetime) -> Full | None:
        return why_full(limits, times, zone="UTC", start=at, end=at + HOUR)

    near = MONDAY + 13 * HOUR
    assert why(all_three, near) == Full.WEEK
    assert why(OwnLimits(before=15 * MINUTE, per_day=1), near) == Full.DAY
    assert why(pauses(15, 0), near) == Full.PAUSE
    assert why(pauses(15, 0), near + 15 * MINUTE) is None
    assert why(all_three, MONDAY + 7 * DAY) is None


def test_where_the_time_itself_is_taken_no_pause_is_to_blame():
    noon = MONDAY + 12 * HOUR
    times = taken(session(noon))
    assert why_full(pauses(15, 15), times, zone="UTC", start=noon, end=noon + HOUR) is None


def test_others_ask_after_the_notice_and_without_one_the_site_decides():
    assert OwnLimits(notice=24 * HOUR).first_start(now=MONDAY) == MONDAY + DAY
    assert OwnLimits(notice=2 * HOUR).first_start(now=MONDAY) == MONDAY
    assert NO_LIMITS.first_start(now=MONDAY) == MONDAY


# --- any limits, any times, every minute -------------------------------------------------------

WORLDS = [  # zone, and a time near a change of its clocks (or a weekend)
    ("Europe/Berlin", datetime(2026, 3, 28, 18, tzinfo=UTC)),
    ("Europe/Berlin", datetime(2026, 10, 24, 18, tzinfo=UTC)),
    ("America/New_York", datetime(2026, 3, 7, 22, tzinfo=UTC)),
    ("America/New_York", datetime(2026, 10, 31, 22, tzinfo=UTC)),
    ("Africa/Cairo", datetime(2026, 4, 23, 12, tzinfo=UTC)),
    ("America/Havana", datetime(2026, 10, 31, 18, tzinfo=UTC)),
    ("Australia/Lord_Howe", datetime(2026, 4, 4, 2, tzinfo=UTC)),
    ("Asia/Kathmandu", datetime(2026, 12, 6, 6, tzinfo=UTC)),
]
PAUSES = st.sampled_from([0, 15, 30, 45, 60])
LENGTH = 36 * 60  # minutes looked at
STARTS = st.integers(0, LENGTH // 15).map(lambda quarter: quarter * 15)


@given(
    world=st.sampled_from(WORLDS),
    before=PAUSES,
    after=PAUSES,
    per_day=st.sampled_from([None, 1, 2]),
    per_week=st.sampled_from([None, 1, 2, 3]),
    sessions=st.lists(STARTS, max_size=3, unique_by=lambda at: at // 60),
    busy=st.lists(st.tuples(st.integers(0, LENGTH), st.integers(1, 90)), max_size=2),
    asked=st.tuples(STARTS, st.sampled_from([45, 60, 90])),
)
@settings(max_examples=300, deadline=None)
def test_a_session_fits_if_each_of_its_minutes_says_so(
    world, before, after, per_day, per_week, sessions, busy, asked
):
    zone, origin = world
    limits = OwnLimits(before * MINUTE, after * MINUTE, per_day=per_day, per_week=per_week)
    booked = [(at, at + 60) for at in sessions]
    elsewhere = [(at, at + length) for at, length in busy]
    start, end = asked[0], asked[0] + asked[1]

    def instants(times):
        return [(origin + a * MINUTE, origin + b * MINUTE) for a, b in times]

    times = Taken(
        booked=merge(instants(booked)),
        busy=merge(instants(elsewhere)),
        starts=[origin + at * MINUTE for at in sessions],
    )
    everything = [(origin - 9 * DAY, origin + 9 * DAY)]
    free = subtract(everything, not_free(limits, times, zone=zone))
    ((begin, finish),) = instants([(start, end)])
    says = contains(free, start=begin, end=finish)
    assert says == _fits(
        (start, end), limits, booked=booked, busy=elsewhere, zone=zone, origin=origin
    )
    why = why_full(limits, times, zone=zone, start=begin, end=finish)
    is_taken = _meet((start, end), [*booked, *elsewhere])
    assert is_taken or (why is None) == says


def _fits(asked, limits, *, booked, busy, zone, origin) -> bool:
    start, end = asked
    before, after = (int(pause / MINUTE) for pause in (limits.before, limits.after))
    mine = [(start - before, start), asked, (end, end + after)]
    if any(_meet(part, [*booked, *busy]) for part in mine):
        return False
    theirs = [part for a, b in booked for part in ((a - before, a), (b, b + after))]
    if _meet(asked, theirs):
        return False

    def day(minute):
        return (origin + minute * MINUTE).astimezone(ZoneInfo(zone)).date()

    days = Counter(day(a) for a, _ in booked)
    weeks = Counter(day(a).isocalendar()[:2] for a, _ in booked)
    most_a_day, most_a_week = limits.per_day or 99, limits.per_week or 99
    return all(
        days[day(minute)] < most_a_day and weeks[day(minute).isocalendar()[:2]] < most_a_week
        for minute in range(start, end)
    )


def _meet(part, others) -> bool:
    """Whether any minute of `part` is in one of `others`."""
    minutes = set(range(*part))
    return any(minutes & set(range(*other)) for other in others)
