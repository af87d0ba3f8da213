"""The small rules: beats, attendance, the door, the rate of messages."""

from datetime import UTC, datetime, timedelta

import pytest

from interviews.domain.packets.beats import beats_for
from interviews.domain.session_times import is_packet_open
from room.domain.attendance import attendance
from room.domain.door import door
from room.domain.rate import Allowance

START = datetime(2026, 3, 2, 18, 0, tzinfo=UTC)
END = START + timedelta(hours=1)

BEATS = {
    length: [
        {"name": f"first of {length}", "minutes": 5, "say": "a"},
        {"name": "rest", "minutes": int(length) - 5, "say": "b"},
    ]
    for length in ("25", "45", "60")
}


@pytest.mark.parametrize(
    ("minutes", "length"), [(25, "25"), (32, "25"), (38, "45"), (45, "45"), (57, "60"), (68, "60")]
)
def test_the_beats_of_the_nearest_length_are_taken(minutes, length):
    assert beats_for(BEATS, minutes=minutes)[0].name == f"first of {length}"


def test_beats_fill_the_leg_that_was_booked():
    beats = beats_for(BEATS, minutes=30)
    assert [(beat.from_seconds, beat.to_seconds) for beat in beats] == [(0, 360), (360, 1800)]


def test_no_beats_are_no_error():
    assert beats_for({}, minutes=25) == []


@pytest.mark.parametrize(
    ("minutes_after_start", "anybody_came", "expected"),
    [
        (-10, True, "present"),
        (5, True, "present"),
        (5.1, True, "late"),
        (None, True, "absent"),
        (None, False, "unknown"),
    ],
)
def test_attendance_follows_the_first_join(minutes_after_start, anybody_came, expected):
    joined_at = (
        None if minutes_after_start is None else START + timedelta(minutes=minutes_after_start)
    )
    assert attendance(joined_at, starts_at=START, anybody_came=anybody_came) == expected


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (START - timedelta(minutes=15, seconds=1), "early"),
        (START - timedelta(minutes=15), "open"),
        (END + timedelta(hours=24) - timedelta(seconds=1), "open"),
        (END + timedelta(hours=24), "closed"),
    ],
)
def test_the_door_is_open_from_a_quarter_before_to_a_day_after(now, expected):
    assert door(starts_at=START, ends_at=END, now=now) == expected


def test_the_packet_opens_a_day_before():
    a_day = timedelta(hours=24)
    assert is_packet_open(starts_at=START, now=START - a_day)
    assert not is_packet_open(starts_at=START, now=START - a_day - timedelta(seconds=1))


def test_a_burst_of_forty_is_allowed_and_no_more():
    allowance = Allowance()
    assert [allowance.take(at_seconds=100.0) for _ in range(41)] == [True] * 40 + [False]


def test_the_allowance_grows_back():
    allowance = Allowance()
    for _ in range(41):
        allowance.take(at_seconds=100.0)
    assert [allowance.take(at_seconds=100.125) for _ in range(3)] == [True, True, False]
