"""The quick way to a person's open hours says what the slow one says."""

from datetime import UTC, date, datetime, time, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from scheduling.domain.availability import Hours, free_intervals
from scheduling.domain.partner_index.hours import open_bits
from scheduling.domain.partner_slots import Grid, free_bits

ZONES = ["Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe", "UTC"]
ZONES += ["America/St_Johns", "Pacific/Chatham", "Africa/Cairo", "Africa/Casablanca"]
# Clocks change in one zone or the other within 18 days of each of these.
MONDAYS = [datetime(2026, month, 1, tzinfo=UTC) for month in (3, 4, 9, 10, 11)]

quarters = st.builds(time, st.integers(0, 23), st.sampled_from([0, 0, 15, 30, 45]))
minutes = st.builds(time, st.integers(0, 23), st.integers(0, 59))


def windows(times):
    return st.lists(st.tuples(times, times), max_size=3)


@st.composite
def everyones(draw):
    times = draw(st.sampled_from([quarters, minutes]))
    start = draw(st.sampled_from(MONDAYS))
    dates = st.integers(-1, 19).map(lambda n: start.date() + timedelta(n))
    exceptions = draw(st.one_of(st.just({}), st.dictionaries(dates, windows(times), max_size=3)))
    weekly = draw(st.dictionaries(st.integers(0, 6), windows(times), max_size=4))
    hours = Hours(zone=draw(st.sampled_from(ZONES)), weekly=weekly, exceptions=exceptions)
    return Grid(start=start, size=18 * 96), hours


@settings(max_examples=400, deadline=None)
@given(everyones())
def test_open_bits_are_the_free_intervals(case):
    grid, hours = case
    expected = free_bits(grid, free_intervals(hours, start=grid.start, end=grid.end))
    assert open_bits(grid, hours) == expected


def test_two_windows_that_meet_within_a_quarter_leave_no_gap():
    grid = Grid(start=datetime(2026, 11, 23, tzinfo=UTC), size=96)
    meeting = [(time(18), time(18, 7)), (time(18, 7), time(18, 30))]
    hours = Hours(zone="UTC", weekly={0: meeting})
    assert open_bits(grid, hours) == 0b11 << 18 * 4


def test_a_closed_date_ends_the_night_before_it_at_midnight():
    grid = Grid(start=datetime(2026, 11, 23, tzinfo=UTC), size=3 * 96)
    hours = Hours(
        zone="UTC", weekly={0: [(time(23), time(1))]}, exceptions={date(2026, 11, 24): []}
    )
    assert open_bits(grid, hours) == 0b1111 << 23 * 4
