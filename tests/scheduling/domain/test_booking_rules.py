from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from interviews.domain.session_times import is_late_cancel
from scheduling.domain.alternatives import spread_starts
from scheduling.domain.clock_changes import clock_changes
from scheduling.domain.quarters import is_on_quarter, quarters
from scheduling.domain.roles import LegRoles, kinds_in_words
from scheduling.domain.rules import answer_due_at, move_closes_at

NOON = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)


def minutes(count):
    return timedelta(minutes=count)


def test_a_half_open_hour_touches_four_quarters():
    assert quarters(NOON, NOON + minutes(60)) == [NOON + minutes(n) for n in (0, 15, 30, 45)]


def test_a_time_off_the_quarter_touches_the_quarters_it_lies_in():
    assert quarters(NOON + minutes(10), NOON + minutes(16)) == [NOON, NOON + minutes(15)]
    assert quarters(NOON, NOON) == []


def test_quarters_are_the_same_instants_in_any_zone_and_through_a_fold():
    zone = ZoneInfo("America/New_York")
    start = datetime(2026, 11, 1, 1, 30, tzinfo=zone)  # the first 01:30
    end = datetime(2026, 11, 1, 1, 30, fold=1, tzinfo=zone)  # an hour later on the same reading
    first = datetime(2026, 11, 1, 5, 30, tzinfo=UTC)
    assert quarters(start, end) == [first + minutes(n) for n in (0, 15, 30, 45)]


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (NOON, True),
        (NOON + minutes(15), True),
        (NOON + minutes(5), False),
        (NOON + timedelta(seconds=1), False),
        (NOON + timedelta(microseconds=1), False),
        (datetime(2026, 6, 1, 9, 0, tzinfo=ZoneInfo("Asia/Kathmandu")), True),
        (datetime(1900, 6, 1, 9, 0, tzinfo=ZoneInfo("Europe/Amsterdam")), False),
    ],
)
def test_a_start_lies_on_a_quarter_of_an_hour(at, expected):
    assert is_on_quarter(at) is expected


def test_a_move_is_answered_before_either_start():
    asked = {"now": NOON, "starts_at": NOON + timedelta(hours=30)}
    assert answer_due_at(**asked) == NOON + timedelta(hours=29)
    sooner = NOON + timedelta(hours=20)
    assert answer_due_at(**asked, replaces_start=sooner) == NOON + timedelta(hours=19)


def test_the_cut_off_and_the_late_cancel_are_to_the_second():
    assert move_closes_at(NOON) == NOON - timedelta(hours=12)
    assert is_late_cancel(NOON, now=NOON - timedelta(hours=24)) is False
    assert is_late_cancel(NOON, now=NOON - timedelta(hours=24) + timedelta(seconds=1)) is True


def test_a_clock_change_is_found_with_its_instant_and_direction():
    start = datetime(2026, 10, 20, tzinfo=UTC)
    (change,) = clock_changes("Europe/Berlin", start=start, end=start + timedelta(days=20))
    assert (change.at, change.shift, change.words) == (
        *(datetime(2026, 10, 25, 1, tzinfo=UTC), -timedelta(hours=1), "back by 60 minutes"),
    )


def test_half_an_hour_counts_too_and_two_changes_are_two():
    start = datetime(2026, 3, 1, tzinfo=UTC)
    changes = clock_changes("Australia/Lord_Howe", start=start, end=start + timedelta(days=300))
    assert [change.words for change in changes] == ["back by 30 minutes", "forward by 30 minutes"]


def test_no_change_in_a_zone_without_one_or_in_no_time():
    assert clock_changes("Asia/Tokyo", start=NOON, end=NOON + timedelta(days=365)) == []
    assert clock_changes("Europe/Berlin", start=NOON, end=NOON) == []


HOUR = timedelta(hours=1)
LONG_AGO = NOON - timedelta(days=100)


def spread(*free, limit=3, instead_of=LONG_AGO, zone="UTC"):
    """Starts in hours from noon."""
    times = [(NOON + begin * HOUR, NOON + end * HOUR) for begin, end in free]
    starts = spread_starts(times, length=HOUR, zone=zone, limit=limit, instead_of=instead_of)
    return [(at - NOON) / HOUR for at in starts]


def test_alternatives_start_on_a_quarter_and_fit():
    assert spread((0.1, 1.25)) == [0.25]
    assert spread((0, 1)) == [0]
    assert spread((0, 0.75)) == []
    assert spread() == []


@pytest.mark.parametrize(
    ("free", "starts"),
    [
        ([(0, 6), (24, 25), (48, 49), (72, 73)], [0, 24, 48]),  # three dates
        ([(0, 6), (24, 24.75), (48, 49)], [0, 3, 48]),  # two, and three hours apart on one
        ([(0, 10)], [0, 3, 6]),
        ([(0, 3)], [0, 1, 2]),  # without meeting each other
        ([(0, 1.5)], [0, 0.25, 0.5]),  # any, if there are no better ones
        ([(0, 1.25)], [0, 0.25]),
    ],
)
def test_alternatives_are_three_where_there_are_three_and_as_far_apart_as_can_be(free, starts):
    assert spread(*free) == starts


def test_alternatives_meet_the_time_they_replace_only_if_nothing_else_is_left():
    assert spread((0, 24), instead_of=NOON) == [1, 4, 12]
    assert spread((0, 2), instead_of=NOON) == [0.25, 0.5, 1]
    assert spread((0, 1), instead_of=NOON) == []


def test_the_dates_of_alternatives_are_the_readers():
    assert spread((10, 11), (13, 14), (22, 23), limit=2) == [10, 13]  # midnight is at 12
    assert spread((10, 11), (13, 14), (22, 23), limit=2, zone="America/New_York") == [10, 22]


def leg(reader, kind="Coding"):
    return LegRoles(1, 25, kind, interviewer="Fox", candidate="Owl", reader=reader)


def test_roles_are_said_from_the_readers_side():
    assert [leg(reader).line for reader in ("candidate", "interviewer", "")] == [
        "25 min, coding: Fox interviews you",
        "25 min, coding: you interview Owl",
        "25 min, coding: Fox interviews Owl",
    ]


def test_a_kind_is_named_once():
    assert kinds_in_words([leg(""), leg("")]) == "coding"
    assert kinds_in_words([leg(""), leg("", "Behavioural")]) == "coding and behavioural"
