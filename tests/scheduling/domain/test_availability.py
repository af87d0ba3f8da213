"""Every availability case of the calendar design, and a minute-by-minute oracle."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduling.domain.availability import (
    Hours,
    WallSpan,
    free_intervals,
    merge_windows,
    offset_pieces,
    wall_days,
    widened,
    window_text,
)

NEW_YORK, LORD_HOWE = "America/New_York", "Australia/Lord_Howe"


def hours_on(zone, day, window, *, exceptions=None):
    """The window of one weekday, given as "22:00–03:30" on an ISO date."""
    weekday = date.fromisoformat(day).weekday()
    return Hours(zone=zone, weekly={weekday: [parse(window)]}, exceptions=exceptions or {})


def parse(window):
    starts, ends = (time.fromisoformat(part) for part in window.split("–"))
    return starts, ends


def free_on(zone, day, window, **kwargs):
    """What is free around that date, in UTC, as "MM-DD HH:MM" pairs."""
    noon = datetime.combine(date.fromisoformat(day), time(12), UTC)
    free = free_intervals(
        hours_on(zone, day, window, **kwargs),
        start=noon - timedelta(days=2),
        end=noon + timedelta(days=2),
    )
    return [(f"{a:%m-%d %H:%M}", f"{b:%m-%d %H:%M}") for a, b in free]


def test_new_york_window_over_the_skipped_hour_is_an_hour_shorter():
    assert free_on(NEW_YORK, "2026-03-08", "01:30–03:30") == [("03-08 06:30", "03-08 07:30")]


def test_new_york_window_over_the_repeated_hour_is_an_hour_longer():
    assert free_on(NEW_YORK, "2026-11-01", "00:30–02:30") == [("11-01 04:30", "11-01 07:30")]


def test_new_york_window_that_begins_in_the_skipped_hour_begins_after_it():
    assert free_on(NEW_YORK, "2026-03-08", "02:15–04:00") == [("03-08 07:00", "03-08 08:00")]


def test_new_york_window_that_is_the_skipped_hour_is_empty():
    assert free_on(NEW_YORK, "2026-03-08", "02:00–03:00") == []


def test_new_york_window_within_the_repeated_hour_is_there_twice():
    assert free_on(NEW_YORK, "2026-11-01", "01:00–01:30") == [
        ("11-01 05:00", "11-01 05:30"),
        ("11-01 06:00", "11-01 06:30"),
    ]


def test_new_york_saturday_night_into_the_skipped_hour():
    assert free_on(NEW_YORK, "2026-03-07", "22:00–03:30") == [("03-08 03:00", "03-08 07:30")]


def test_lord_howe_half_hour_back_makes_the_window_half_an_hour_longer():
    assert free_on(LORD_HOWE, "2026-04-05", "01:00–03:00") == [("04-04 14:00", "04-04 16:30")]


def test_lord_howe_half_hour_forward_makes_the_window_half_an_hour_shorter():
    assert free_on(LORD_HOWE, "2026-10-04", "01:00–03:00") == [("10-03 14:30", "10-03 16:00")]


def test_kathmandu_is_five_hours_and_three_quarters_ahead():
    assert free_on("Asia/Kathmandu", "2026-04-01", "09:00–10:00") == [
        ("04-01 03:15", "04-01 04:15")
    ]


def test_chatham_skips_its_hour_at_a_quarter_to_three():
    assert free_on("Pacific/Chatham", "2026-09-27", "02:00–04:00") == [
        ("09-26 13:15", "09-26 14:15")
    ]


def test_cairo_whole_day_without_its_first_hour_has_23():
    assert free_on("Africa/Cairo", "2026-04-24", "00:00–00:00") == [("04-23 22:00", "04-24 21:00")]


def test_azores_first_hour_that_is_skipped_is_empty():
    assert free_on("Atlantic/Azores", "2026-03-29", "00:00–01:00") == []


def test_friday_night_ends_at_midnight_where_saturday_is_closed():
    assert free_on(NEW_YORK, "2026-06-05", "22:00–02:00", exceptions={date(2026, 6, 6): []}) == [
        ("06-06 02:00", "06-06 04:00")
    ]


def test_date_with_other_times_has_only_those():
    day = date(2026, 6, 6)
    friday_and_saturday = Hours(
        zone="UTC",
        weekly={4: [parse("22:00–02:00")], 5: [parse("09:00–12:00")]},
        exceptions={day: [parse("15:00–16:00")]},
    )
    free = free_intervals(
        friday_and_saturday,
        start=datetime(2026, 6, 5, tzinfo=UTC),
        end=datetime(2026, 6, 8, tzinfo=UTC),
    )
    assert free == [
        (datetime(2026, 6, 5, 22, tzinfo=UTC), datetime(2026, 6, 6, tzinfo=UTC)),
        (datetime(2026, 6, 6, 15, tzinfo=UTC), datetime(2026, 6, 6, 16, tzinfo=UTC)),
    ]


def test_closed_friday_closes_what_would_run_into_saturday():
    assert free_on("UTC", "2026-06-05", "22:00–02:00", exceptions={date(2026, 6, 5): []}) == []


def test_window_ending_at_midnight_is_the_end_of_its_day():
    assert free_on("UTC", "2026-06-05", "22:00–00:00") == [("06-05 22:00", "06-06 00:00")]


def test_what_began_the_evening_before_the_span_is_in_it():
    free = free_intervals(
        hours_on("UTC", "2026-06-05", "22:00–02:00"),
        start=datetime(2026, 6, 6, 1, tzinfo=UTC),
        end=datetime(2026, 6, 7, tzinfo=UTC),
    )
    assert free == [
        (datetime(2026, 6, 6, 1, tzinfo=UTC), datetime(2026, 6, 6, 2, tzinfo=UTC)),
    ]


def test_span_that_ends_before_it_starts_has_nothing():
    day = datetime(2026, 6, 5, tzinfo=UTC)
    hours = hours_on("UTC", "2026-06-05", "00:00–00:00")
    assert free_intervals(hours, start=day, end=day) == []


# --- the oracle: ask the zone at every minute ------------------------------------------------

# A zone and a date near which its clocks change in 2026 (Kathmandu's never do).
CHANGES = [
    (LORD_HOWE, date(2026, 4, 5)),
    (LORD_HOWE, date(2026, 10, 4)),
    ("Pacific/Chatham", date(2026, 4, 5)),
    ("Pacific/Chatham", date(2026, 9, 27)),
    ("Asia/Kathmandu", date(2026, 4, 1)),
    ("Africa/Cairo", date(2026, 4, 24)),
    ("Africa/Cairo", date(2026, 10, 30)),
    ("Atlantic/Azores", date(2026, 3, 29)),
    ("Atlantic/Azores", date(2026, 10, 25)),
    (NEW_YORK, date(2026, 3, 8)),
    (NEW_YORK, date(2026, 11, 1)),
    ("Africa/Casablanca", date(2026, 2, 15)),
    ("Africa/Casablanca", date(2026, 3, 22)),
]


def is_open(hours, reading):
    """Whether a naive wall reading lies in a window: the definition, word by word."""
    day = reading.date()
    if day in hours.exceptions:
        return any(covers(day, window, reading) for window in hours.exceptions[day])
    before = day - timedelta(days=1)
    return any(
        covers(start_day, window, reading)
        for start_day in (before, day)
        for window in hours.exceptions.get(start_day, hours.weekly.get(start_day.weekday(), []))
    )


def covers(day, window, reading):
    starts, ends = window
    end_day = day if ends > starts else day + timedelta(days=1)
    return datetime.combine(day, starts) <= reading < datetime.combine(end_day, ends)


# Times near midnight and near the usual hours of change, so that they often fall into them.
times = st.builds(time, st.sampled_from([0, 1, 2, 3, 4, 12, 22, 23]), st.integers(0, 59))
windows = st.lists(st.tuples(times, times), max_size=2)


@st.composite
def patterns(draw):
    zone, change = draw(st.sampled_from(CHANGES))
    near = [change + timedelta(days=n) for n in (-1, 0, 1)]
    return (
        Hours(
            zone=zone,
            weekly=draw(st.dictionaries(st.integers(0, 6), windows, max_size=7)),
            exceptions=draw(st.dictionaries(st.sampled_from(near), windows, max_size=2)),
        ),
        change,
    )


@settings(max_examples=120, deadline=None)
@given(patterns(), st.integers(0, 1440))
def test_free_time_is_what_the_wall_clock_says_at_every_minute(pattern, offset):
    hours, change = pattern
    start = datetime.combine(change, time(), UTC) + timedelta(minutes=offset - 1440)
    end = start + timedelta(minutes=2000)
    free = free_intervals(hours, start=start, end=end)
    zone = ZoneInfo(hours.zone)
    expected = {
        minute
        for minute in range(2000)
        if is_open(hours, (start + timedelta(minutes=minute)).astimezone(zone).replace(tzinfo=None))
    }
    got = {
        minute
        for a, b in free
        for minute in range(
            int((a - start) / timedelta(minutes=1)), int((b - start) / timedelta(minutes=1))
        )
    }
    assert got == expected
    assert all(a < b and b.tzinfo is UTC for a, b in free)


@settings(max_examples=60, deadline=None)
@given(patterns())
def test_wall_days_show_every_reading_of_the_free_time(pattern):
    hours, change = pattern
    start = datetime.combine(change, time(), UTC) - timedelta(hours=30)
    end = start + timedelta(minutes=3000)
    free = free_intervals(hours, start=start, end=end)
    zone = ZoneInfo(hours.zone)
    expected = {}
    for minute in range(3000):
        at = start + timedelta(minutes=minute)
        reading = at.astimezone(zone)
        day = expected.setdefault(reading.date(), set())
        if any(a <= at < b for a, b in free):
            day.add(reading.hour * 60 + reading.minute)
    shown = wall_days(free, zone=hours.zone, start=start, end=end)
    assert {
        day: {minute for span in spans for minute in range(span.start, span.end)}
        for day, spans in shown.items()
    } == expected


@pytest.mark.parametrize(("zone", "change"), CHANGES)
def test_pieces_carry_the_offset_of_every_hour(zone, change):
    start = datetime.combine(change, time(), UTC) - timedelta(days=3)
    pieces = offset_pieces(zone, start, start + timedelta(days=6))
    for hour in range(6 * 24):
        at = start + timedelta(hours=hour)
        offsets = [piece.offset for piece in pieces if piece.start <= at < piece.end]
        assert offsets == [at.astimezone(ZoneInfo(zone)).utcoffset()]


def test_repeated_hour_is_shown_once_on_the_wall():
    free = [(datetime(2026, 11, 1, 5, tzinfo=UTC), datetime(2026, 11, 1, 7, tzinfo=UTC))]
    shown = wall_days(free, zone=NEW_YORK, start=free[0][0], end=free[0][1] + timedelta(hours=1))
    assert shown == {date(2026, 11, 1): [WallSpan(60, 120)]}


# --- windows of one date ---------------------------------------------------------------------


def test_overlapping_and_touching_windows_become_one():
    assert merge_windows([parse("12:00–13:00"), parse("09:00–11:00"), parse("10:30–12:00")]) == [
        parse("09:00–13:00")
    ]


def test_window_past_midnight_swallows_one_before_it():
    assert merge_windows([parse("22:00–02:00"), parse("23:00–00:00")]) == [parse("22:00–02:00")]


def test_windows_never_grow_longer_than_a_day():
    both = [parse("08:00–12:00"), parse("10:00–09:00")]
    assert merge_windows(both) == both


def test_the_same_window_twice_is_one():
    assert merge_windows([parse("00:00–00:00")] * 2) == [parse("00:00–00:00")]


def test_widening_stops_at_midnight_before_and_at_a_day_in_all():
    assert widened(parse("18:00–20:00"), before_minutes=60, after_minutes=0) == parse("17:00–20:00")
    assert widened(parse("18:00–23:30"), before_minutes=0, after_minutes=60) == parse("18:00–00:30")
    assert widened(parse("00:30–02:00"), before_minutes=60, after_minutes=0) is None
    assert widened(parse("00:00–23:30"), before_minutes=0, after_minutes=60) is None


@pytest.mark.parametrize(
    ("window", "words"),
    [
        ("18:00–21:00", "18:00–21:00"),
        ("22:00–02:00", "22:00–02:00 the next day"),
        ("18:00–00:00", "18:00–24:00"),
        ("00:00–00:00", "the whole day"),
    ],
)
def test_windows_in_words(window, words):
    assert window_text(parse(window)) == words
