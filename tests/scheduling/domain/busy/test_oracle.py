"""Busy time against somebody who asks, minute by minute: is an event on now?"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from scheduling.domain.busy.reading import read_busy
from tests.scheduling.domain.busy.calendars import calendar

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
CHANGES = {  # zone → days around which its clock changes in 2026
    "America/New_York": ("2026-03-08", "2026-11-01"),
    "Europe/Berlin": ("2026-03-29", "2026-10-25"),
    "Australia/Lord_Howe": ("2026-04-05", "2026-10-04"),
    "Africa/Cairo": ("2026-04-24", "2026-10-30"),
    "Asia/Kathmandu": ("2026-05-05",),
}


@dataclass(frozen=True)
class Written:
    """An event as a person thinks of it: from a wall time, for so long, every so many days."""

    zone: str  # "" for whole days
    begins: datetime
    lasts: timedelta
    every: int
    times: int
    without: frozenset[int]  # of the times

    def text(self) -> str:
        stamp = "%Y%m%dT%H%M%S" if self.zone else "%Y%m%d"
        how = f";TZID={self.zone}" if self.zone else ";VALUE=DATE"
        lines = [f"DTSTART{how}:{self.begins:{stamp}}"]
        if self.zone:
            lines.append(f"DURATION:PT{self.lasts // MINUTE}M")
        else:
            lines.append(f"DTEND{how}:{self.begins + self.lasts:{stamp}}")
        lines.append(f"RRULE:FREQ=DAILY;INTERVAL={self.every};COUNT={self.times}")
        lines += [f"EXDATE{how}:{self.wall(n):{stamp}}" for n in self.without]
        return "\n".join(lines)

    def wall(self, number: int) -> datetime:
        return self.begins + number * self.every * DAY

    def is_on(self, at: datetime, home: str) -> bool:
        walls = [self.wall(n) for n in range(self.times) if n not in self.without]
        if not self.zone:
            today = at.astimezone(ZoneInfo(home)).date()
            return any(wall.date() <= today < (wall + self.lasts).date() for wall in walls)
        starts = [wall.replace(tzinfo=ZoneInfo(self.zone)).astimezone(UTC) for wall in walls]
        return any(start <= at < start + self.lasts for start in starts)


@st.composite
def worlds(draw: Any) -> tuple[str, datetime, list[Written]]:
    home = draw(st.sampled_from(sorted(CHANGES)))
    around = datetime.fromisoformat(draw(st.sampled_from(CHANGES[home])))
    events = []
    for _ in range(draw(st.integers(1, 4))):
        is_timed = draw(st.booleans())
        times = draw(st.integers(1, 5))
        clock = MINUTE * 15 * draw(st.integers(0, 95)) if is_timed else timedelta()
        events.append(
            Written(
                zone=draw(st.sampled_from(sorted(CHANGES))) if is_timed else "",
                begins=around - DAY * draw(st.integers(-1, 4)) + clock,
                lasts=MINUTE * 15 * draw(st.integers(1, 110))
                if is_timed
                else DAY * draw(st.integers(1, 3)),
                every=draw(st.integers(1, 3)),
                times=times,
                without=frozenset(draw(st.lists(st.integers(0, times - 1), max_size=2))),
            )
        )
    return home, around.replace(tzinfo=UTC), events


@settings(max_examples=60, deadline=None)
@given(worlds())
def test_every_minute_is_busy_exactly_when_an_event_is_on(
    world: tuple[str, datetime, list[Written]],
) -> None:
    home, around, events = world
    start, end = around - DAY, around + DAY
    raw = calendar(*(event.text() for event in events)).encode()
    busy = read_busy(raw, home_zone=home, start=start, end=end)
    assert busy.refused == ()
    at = start
    while at < end:
        expected = any(event.is_on(at, home) for event in events)
        assert any(a <= at < b for a, b in busy.intervals) == expected, at
        at += 5 * MINUTE  # nothing here begins or ends between


@settings(max_examples=100, deadline=None)
@given(worlds())
def test_busy_time_is_merged_and_inside_its_span(
    world: tuple[str, datetime, list[Written]],
) -> None:
    home, around, events = world
    start, end = around, around + DAY
    raw = calendar(*(event.text() for event in events)).encode()
    intervals = read_busy(raw, home_zone=home, start=start, end=end).intervals
    edges = [edge for interval in intervals for edge in interval]
    assert edges == sorted(set(edges))  # nothing empty, touching or overlapping
    assert all(start <= edge <= end for edge in edges)
    halves = [
        read_busy(raw, home_zone=home, start=a, end=b).intervals
        for a, b in ((start, start + DAY / 2), (start + DAY / 2, end))
    ]
    seconds = sum((b - a).total_seconds() for half in halves for a, b in half)
    assert seconds == sum((b - a).total_seconds() for a, b in intervals)
