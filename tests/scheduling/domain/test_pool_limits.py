from datetime import UTC, datetime, timedelta

import pytest

from scheduling.domain.matching.pool import PoolPerson, Role
from scheduling.domain.matching.weights import DEFAULT_WEIGHTS
from scheduling.domain.pool_limits import (
    Room,
    next_quarter,
    role_of,
    room_left,
    session_minutes,
    shortest_minutes,
    week_start,
)
from scheduling.domain.round_terms import RoundTerms, answer_due, reliability, waited_days

MONDAY = datetime(2026, 5, 4, tzinfo=UTC)
DAY, WEEK = timedelta(days=1), timedelta(days=7)
START = MONDAY + 2 * DAY  # a Wednesday
FREE = [(START, START + 14 * DAY)]


def room(*taken, start=START, days=14, sessions=4, per_week=2) -> Room:
    end = start + timedelta(days=days)
    return room_left(
        [(start, end)],
        now=start - timedelta(hours=12),
        start=start,
        end=end,
        sessions=sessions,
        per_week=per_week,
        taken=taken,
    )


def test_without_sessions_everything_is_left():
    assert room() == Room(sessions=4, per_week=2, free=FREE)


def test_a_session_ahead_counts_for_the_fortnight_and_its_week():
    assert room(START + DAY) == Room(sessions=3, per_week=1, free=FREE)


def test_a_full_week_is_no_longer_free():
    found = room(START + DAY, MONDAY)  # of the same ISO week, one of them before the round
    assert found == Room(sessions=3, per_week=2, free=[(MONDAY + WEEK, START + 14 * DAY)])


def test_the_fullest_open_week_counts_for_each():
    assert room(START + DAY, START + 8 * DAY, per_week=3).per_week == 2
    assert room(START + 8 * DAY, per_week=3).per_week == 2


def test_when_all_weeks_are_full_nothing_is_free():
    weeks = (START, START + WEEK, START + 2 * WEEK - DAY)
    assert room(*weeks, per_week=1) == Room(sessions=1, per_week=0, free=[])


def test_a_session_before_the_horizon_but_still_to_come_counts():
    assert room(START - timedelta(hours=1), per_week=3).sessions == 3
    assert room(START - timedelta(hours=13), per_week=3).sessions == 4


def test_a_short_horizon_counts_the_week_behind_it_too():
    assert room(START - 3 * DAY, START - 8 * DAY, days=7).sessions == 3


def test_a_horizon_of_four_weeks_allows_twice_as_many():
    assert room(days=28).sessions == 8


def test_more_than_allowed_is_none_and_not_less():
    assert room(*(START + n * DAY for n in range(6)), sessions=2).sessions == 0


def test_weeks_begin_on_monday_in_utc():
    assert week_start(MONDAY - timedelta(seconds=1)) == MONDAY - WEEK
    assert week_start(MONDAY + 6 * DAY) == week_start(MONDAY) == MONDAY


@pytest.mark.parametrize(("minute", "second", "expected"), [(0, 0, 0), (0, 1, 15), (44, 59, 45)])
def test_next_quarter_is_the_first_at_or_after(minute, second, expected):
    at = START.replace(minute=minute, second=second)
    assert next_quarter(at) == START + timedelta(minutes=expected)


def somebody(role, extra=0) -> PoolPerson:
    none: frozenset = frozenset()
    return PoolPerson(
        id=role,
        role=role,
        wants=none,
        gives=none,
        level=3,
        languages=none,
        minutes=none,
        sessions=1,
        per_week=1,
        waited_days=0,
        reliability=1,
        available=(),
        preferred=(),
        extra_time_percent=extra,
    )


@pytest.mark.parametrize(
    ("one", "other", "minutes"),
    [
        (somebody(Role.SWAP), somebody(Role.SWAP), 60),
        (somebody(Role.SWAP, 25), somebody(Role.SWAP, 50), 90),  # 32 + 38 + 10
        (somebody(Role.CANDIDATE), somebody(Role.INTERVIEWER), 60),
        (somebody(Role.CANDIDATE, 50), somebody(Role.INTERVIEWER), 90),  # 68 + 15
        (somebody(Role.SWAP), somebody(Role.INTERVIEWER, 50), 60),  # not the candidate's
        (somebody(Role.CANDIDATE), somebody(Role.SWAP), None),
        (somebody(Role.CANDIDATE), somebody(Role.CANDIDATE), None),
        (somebody(Role.INTERVIEWER), somebody(Role.INTERVIEWER), None),
    ],
)
def test_minutes_are_those_of_the_timetable_whatever_the_order(one, other, minutes):
    assert session_minutes(one, other) == session_minutes(other, one) == minutes


@pytest.mark.parametrize(
    ("role", "extra", "minutes"),
    [
        (Role.SWAP, 0, 60),
        (Role.SWAP, 50, 75),  # 38 + 25 + 10
        (Role.CANDIDATE, 50, 90),
        (Role.INTERVIEWER, 50, 60),
    ],
)
def test_shortest_session_has_a_partner_without_extra_time(role, extra, minutes):
    assert shortest_minutes(role, extra_time_percent=extra) == minutes


@pytest.mark.parametrize(
    ("wants", "gives", "volunteers", "role"),
    [
        ("a", "a", False, Role.SWAP),
        ("a", "", False, Role.CANDIDATE),
        ("", "a", False, Role.INTERVIEWER),
        ("a", "a", True, Role.INTERVIEWER),
        ("", "", False, None),
        ("", "", True, None),
    ],
)
def test_role_comes_from_what_one_wants_and_gives(wants, gives, volunteers, role):
    found = role_of(wants=frozenset(wants), gives=frozenset(gives), volunteers=volunteers)
    assert found == role


def test_terms_survive_being_stored_and_forget_what_they_do_not_know():
    terms = RoundTerms(horizon_days=7, lowest_gap=-1, excluded_groups=("B",), groups_apart=True)
    assert RoundTerms.from_json(terms.to_json()) == terms
    assert RoundTerms.from_json({"horizon_days": 7, "gone": 1}) == RoundTerms(horizon_days=7)


@pytest.mark.parametrize("lowest_gap", [-2, -1, 0])
def test_a_stricter_level_rule_keeps_the_value_of_the_gaps_it_allows(lowest_gap):
    weights = RoundTerms(lowest_gap=lowest_gap).weights
    assert weights.lowest_gap == lowest_gap
    gaps = range(lowest_gap, 5)
    assert [weights.of_gap(n) for n in gaps] == [DEFAULT_WEIGHTS.of_gap(n) for n in gaps]


def test_an_answer_is_due_in_time_and_an_hour_before_the_start():
    terms = RoundTerms(answer_hours=24)
    assert answer_due(terms, now=START, starts_at=START + 3 * DAY) == START + DAY
    soon = START + timedelta(hours=5)
    assert answer_due(terms, now=START, starts_at=soon) == soon - timedelta(hours=1)


def test_reliability_begins_at_nine_of_ten_and_moves_with_what_is_known():
    assert reliability(kept=0, missed=0) == 0.9
    assert reliability(kept=0, missed=1) == 9 / 11
    assert reliability(kept=90, missed=0) == 0.99


def test_each_yes_that_came_to_nothing_counts_as_five_days():
    assert waited_days(timedelta(days=3, hours=23), priority=0) == 3
    assert waited_days(timedelta(days=3), priority=2) == 13
    assert waited_days(timedelta(days=-1), priority=0) == 0
