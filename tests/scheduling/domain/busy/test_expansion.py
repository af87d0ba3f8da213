"""What a rule gives, against dateutil, which has no windows and no limits."""

import datetime as datetime_module
from collections.abc import Iterator
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import dateutil.rrule
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from scheduling.domain.busy.effort import Effort
from scheduling.domain.busy.expansion import starts_of
from scheduling.domain.busy.rules import WEEKDAYS, read_rule
from scheduling.domain.busy.values import Unreadable

FIRST_DAY = datetime(2019, 1, 1)  # noqa: DTZ001  # wall readings, here and below
LAST_YEAR = 2022


def some_of(values: Any, *, most: int = 3) -> Any:
    return st.lists(st.sampled_from(list(values)), min_size=1, max_size=most, unique=True)


def part(name: str, values: Any) -> Any:
    """ "BYMONTH=1,4", or nothing three times of four."""
    written = some_of(values).map(lambda chosen: f"{name}={','.join(map(str, chosen))}")
    return st.one_of(st.just(""), st.just(""), st.just(""), written)


PARTS = {
    "YEARLY": [
        part("BYMONTH", range(1, 13)),
        part("BYMONTHDAY", [1, 2, 13, 28, 30, 31, -1, -3]),
        part("BYYEARDAY", [1, 59, 60, 200, 365, 366, -1, -60]),
        part("BYDAY", WEEKDAYS) | part("BYDAY", ["1MO", "-1SU", "5FR", "3TU", "-4WE"]),
    ],
    "YEARLY;BYWEEKNO=": [part("BYDAY", WEEKDAYS)],
    "MONTHLY": [
        part("BYMONTH", range(1, 13)),
        part("BYMONTHDAY", [1, 2, 13, 28, 30, 31, -1, -3]),
        part("BYDAY", WEEKDAYS) | part("BYDAY", ["1MO", "-1SU", "5FR", "2TU", "-2WE"]),
    ],
    "WEEKLY": [part("BYMONTH", range(1, 13)), part("BYDAY", WEEKDAYS)],
    "DAILY": [
        part("BYMONTH", range(1, 13)),
        part("BYMONTHDAY", [1, 2, 13, 31, -1]),
        part("BYDAY", WEEKDAYS),
        part("BYHOUR", [0, 8, 9, 17]),
    ],
}


@st.composite
def rules(draw: Any) -> str:
    frequency = draw(st.sampled_from(sorted(PARTS)))
    parts = [draw(each) for each in PARTS[frequency]]
    if frequency.endswith("="):
        frequency += str(draw(st.sampled_from([2, 20, 50, -20])))
        parts[0] = parts[0] or "BYDAY=TH"  # alone it is all days in dateutil, against the RFC
    # In a weekly rule dateutil counts positions of the first week from the start, not of the week.
    if any(parts) and frequency != "WEEKLY":
        parts.append(draw(part("BYSETPOS", [1, 2, -1, -2])))
    parts.append(f"INTERVAL={draw(st.integers(1, 4))}")
    parts.append(draw(st.sampled_from(["", "WKST=SU", "WKST=MO", "WKST=TH"])))
    parts.append(draw(st.sampled_from(["", "COUNT=1", "COUNT=4", "COUNT=17"])))
    return ";".join([f"FREQ={frequency}", *filter(None, parts)])


def ours(text: str, first: datetime, low: datetime, high: datetime) -> list[datetime]:
    rule = read_rule(text)
    effort = Effort().of_a_rule()
    return list(starts_of(rule, first=first, low=low, high=high, until=None, effort=effort))


@pytest.fixture(scope="module", autouse=True)
def _dateutil_stops() -> Iterator[None]:
    """It would look for the instances of an impossible rule until the year 9999."""
    bounded = SimpleNamespace(**{**vars(datetime_module), "MAXYEAR": LAST_YEAR})
    with patch.object(dateutil.rrule, "datetime", bounded):
        yield


@settings(max_examples=250, deadline=None)
@given(
    rules(), st.integers(0, 400), st.integers(-20, 60) | st.integers(0, 900), st.integers(1, 120)
)
def test_any_rule_gives_what_dateutil_gives(text: str, day: int, after: int, days: int) -> None:
    first = FIRST_DAY + timedelta(days=day, hours=9, minutes=30)
    low = first + timedelta(days=after)
    high = low + timedelta(days=days)
    try:
        found = ours(text, first, low, high)
    except Unreadable:  # a day that no year has
        found = []
    assert found == [at for at in theirs(text, first) if low <= at <= high]


@settings(max_examples=100, deadline=None)
@example("FREQ=WEEKLY;BYDAY=MO,TU;COUNT=17")
@example("FREQ=WEEKLY;INTERVAL=3;BYDAY=MO,SU;COUNT=18;WKST=SU")
@example("FREQ=MONTHLY;BYMONTHDAY=28;INTERVAL=2;COUNT=17")
@example("FREQ=MONTHLY;BYDAY=-4SU;COUNT=17")
@given(rules().filter(lambda text: "COUNT" in text))
def test_the_last_of_a_counted_rule_is_found(text: str) -> None:
    first = FIRST_DAY + timedelta(hours=9, minutes=30)
    try:
        expected = theirs(text, first)[-1:]
        last = expected[0] if expected else first
        assert ours(text, first, last, last + timedelta(days=400))[:1] == expected
    except Unreadable:  # a day that no year has
        assert expected == []


@settings(max_examples=25, deadline=None)
@given(
    st.integers(1, 30), part("BYHOUR", [0, 8, 9, 17]), part("BYDAY", WEEKDAYS), st.integers(0, 40)
)
def test_hourly_rules_give_what_dateutil_gives(
    interval: int, hours: str, days: str, after: int
) -> None:
    first = FIRST_DAY.replace(year=LAST_YEAR, month=11, hour=9)
    low = first + timedelta(days=after)
    high = low + timedelta(days=10)
    text = ";".join(filter(None, [f"FREQ=HOURLY;INTERVAL={interval}", hours, days]))
    try:
        expected = [at for at in theirs(text, first) if low <= at <= high]
    except ValueError:  # hours that the interval never meets
        expected = []
    assert ours(text, first, low, high) == expected


@pytest.mark.parametrize("week", [1, 52, 53])
def test_weeks_at_the_turn_of_the_year_are_those_of_iso_8601(week: int) -> None:
    """dateutil takes the length of the wrong year for some of them."""
    first = datetime(2000, 1, 1)  # noqa: DTZ001
    days = [first + timedelta(days=number) for number in range(366 * 40)]
    expected = [day for day in days if day.isocalendar().week == week]
    text = f"FREQ=YEARLY;BYWEEKNO={week};BYDAY=MO,TU,WE,TH,FR,SA,SU"
    assert ours(text, first, first, days[-1]) == expected


def theirs(text: str, first: datetime) -> list[datetime]:
    return list(dateutil.rrule.rrulestr(text, dtstart=first))


@pytest.mark.parametrize(
    ("text", "first", "expected"),
    [
        ("FREQ=MONTHLY;BYDAY=MO,1TU", "2026-06-01", ["06-01", "06-02", "06-08", "06-15"]),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO;COUNT=1", "2026-05-26", ["06-08"]),
        ("FREQ=MONTHLY", "2026-01-31", ["01-31", "03-31", "05-31"]),
        ("FREQ=YEARLY", "2024-02-29", []),
        ("FREQ=YEARLY;BYDAY=20MO,-33SU", "1997-05-18", ["05-17", "05-18"]),
        ("FREQ=WEEKLY;BYDAY=MO,TU;BYSETPOS=1", "2026-06-02", ["06-08", "06-15"]),
        ("FREQ=WEEKLY;INTERVAL=2;WKST=SU;BYDAY=SU,TU", "2026-06-02", ["06-02", "06-14", "06-16"]),
        ("FREQ=WEEKLY;INTERVAL=2;WKST=MO;BYDAY=SU,TU", "2026-06-02", ["06-02", "06-07", "06-16"]),
    ],
)
def test_rules_that_readers_get_wrong(text: str, first: str, expected: list[str]) -> None:
    low, high = datetime(2026, 1, 1), datetime(2026, 6, 18)  # noqa: DTZ001
    found = ours(text, datetime.fromisoformat(first), low, high)
    assert [f"{at:%m-%d}" for at in found][: len(expected) or None] == expected
