"""When a person is free, from weekly hours in local time and the dates that differ.

Availability is the set of instants whose local wall reading lies in a window. That one
sentence decides every clock change: a window inside the hour that is skipped is empty, and one
inside the hour that comes twice is there twice.

A window belongs to the date (or weekday) on which it starts; one whose end is not after its
start ends on the next day, 00:00 being the end of the day. A date with an exception has only
the times of its own exceptions: neither its weekday's windows nor what runs into it past
midnight from the day before.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from scheduling.domain.intervals import Interval, clip, intersect, merge

Window = tuple[time, time]  # local wall times (start, end)
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Hours:
    """A person's hours: `zone` (IANA), windows by weekday (0 Monday) and by differing date.

    A date with no windows is closed.
    """

    zone: str
    weekly: Mapping[int, Sequence[Window]] = field(default_factory=dict)
    exceptions: Mapping[date, Sequence[Window]] = field(default_factory=dict)


@dataclass(frozen=True)
class OffsetPiece:
    """A span of time (UTC, half-open) in which a zone keeps one offset from UTC."""

    start: datetime
    end: datetime
    offset: timedelta


@dataclass(frozen=True)
class WallSpan:
    """A stretch of one local date, in minutes of wall time since its midnight (0 … 1440)."""

    start: int
    end: int


def midnight(day: date, *, zone: str) -> datetime:
    """When `day` begins in `zone`, in UTC; with a repeated midnight, the first."""
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)


def offset_at(zone: str, at: datetime) -> timedelta:
    """The zone's offset from UTC at an aware instant."""
    offset = at.astimezone(ZoneInfo(zone)).utcoffset()
    assert offset is not None  # an aware datetime has one
    return offset


@lru_cache(maxsize=4096)
def offset_pieces(zone: str, start: datetime, end: datetime) -> tuple[OffsetPiece, ...]:
    """[start, end) cut where the zone's offset changes; neighbours differ in offset.

    Looks once a day and bisects to the second: in tzdb no two changes of one zone since 1970
    lie closer together than six days.
    """
    pieces: list[OffsetPiece] = []
    piece_start, at = start, start
    offset = offset_at(zone, start)
    while at < end:
        following = min(at + DAY, end)
        if offset_at(zone, following) != offset:
            change = _offset_change(zone, at, following)
            if change < end:
                pieces.append(OffsetPiece(piece_start, change, offset))
                piece_start, offset = change, offset_at(zone, change)
        at = following
    pieces.append(OffsetPiece(piece_start, end, offset))
    return tuple(pieces)


def _offset_change(zone: str, before: datetime, after: datetime) -> datetime:
    """The first whole second in (before, after] with another offset than at `before`."""
    offset = offset_at(zone, before)
    low, high = int(before.timestamp()), int(after.timestamp())
    while high - low > 1:
        middle = (low + high) // 2
        if offset_at(zone, datetime.fromtimestamp(middle, UTC)) == offset:
            low = middle
        else:
            high = middle
    return datetime.fromtimestamp(high, UTC)


def free_intervals(hours: Hours, *, start: datetime, end: datetime) -> list[Interval]:
    """The instants of [start, end) (UTC) at which these hours are open, merged, in UTC."""
    if start >= end:
        return []
    pieces = offset_pieces(hours.zone, start, end)
    wall_low = min(piece.start + piece.offset for piece in pieces).date()
    wall_high = max(piece.end + piece.offset for piece in pieces).date()
    wall = _wall_intervals(hours, first=wall_low - DAY, last=wall_high)
    free: list[Interval] = []
    for piece in pieces:
        free.extend(
            intersect(
                [(a - piece.offset, b - piece.offset) for a, b in wall],
                [(piece.start, piece.end)],
            )
        )
    return merge(free)


def _wall_intervals(hours: Hours, *, first: date, last: date) -> list[Interval]:
    """The open stretches of the wall clock, merged, of windows that start on these dates.

    Readings carry UTC only so that an offset can be taken off them: they are no instants yet.
    """
    wall: list[Interval] = []
    day, is_special = first, first in hours.exceptions
    while day <= last:
        following = day + DAY
        is_next_special = following in hours.exceptions
        windows = hours.exceptions[day] if is_special else hours.weekly.get(day.weekday(), ())
        for starts, ends in windows:
            a = datetime.combine(day, starts, UTC)
            b = datetime.combine(following if ends <= starts else day, ends, UTC)
            if is_next_special:
                b = min(b, datetime.combine(following, time(), UTC))
            wall.append((a, b))
        day, is_special = following, is_next_special
    return merge(wall)


def wall_days(
    intervals: Sequence[Interval], *, zone: str, start: datetime, end: datetime
) -> dict[date, list[WallSpan]]:
    """For each local date touched by [start, end): where its wall clock reads an instant of
    the merged set `intervals`.

    On the date of a repeated hour both passes read the same, so they share one span.
    """
    days: dict[date, list[Interval]] = {}
    for piece in offset_pieces(zone, start, end):
        day = (piece.start + piece.offset).date()
        while datetime.combine(day, time(), UTC) < piece.end + piece.offset:
            days.setdefault(day, [])
            day += DAY
        for a, b in clip(intervals, start=piece.start, end=piece.end):
            for day, part in _by_date(a + piece.offset, b + piece.offset):
                days[day].append(part)
    return {
        day: [WallSpan(_minute(a, day), _minute(b, day)) for a, b in merge(parts)]
        for day, parts in days.items()
    }


def _by_date(start: datetime, end: datetime) -> list[tuple[date, Interval]]:
    parts = []
    while start < end:
        midnight = datetime.combine(start.date() + DAY, time(), UTC)
        parts.append((start.date(), (start, min(end, midnight))))
        start = midnight
    return parts


def _minute(reading: datetime, day: date) -> int:
    return int((reading - datetime.combine(day, time(), UTC)).total_seconds() // 60)


def merge_windows(windows: Sequence[Window]) -> list[Window]:
    """The windows of one date, sorted, with those that overlap or touch made one.

    A window holds at most 24 hours: windows that would make a longer one stay apart.
    """
    merged: list[tuple[int, int]] = []
    for start, end in sorted(map(_window_minutes, windows)):
        if merged and start <= merged[-1][1] and max(end, merged[-1][1]) - merged[-1][0] <= 1440:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        elif (start, end) not in merged:
            merged.append((start, end))
    return [(_wall_time(start), _wall_time(end)) for start, end in merged]


def _window_minutes(window: Window) -> tuple[int, int]:
    starts, ends = (reading.hour * 60 + reading.minute for reading in window)
    return starts, ends if ends > starts else ends + 1440


def _wall_time(minute: int) -> time:
    return time(minute // 60 % 24, minute % 60)


def widened(window: Window, *, before_minutes: int, after_minutes: int) -> Window | None:
    """The window made longer at its start (not past midnight) and at its end.

    None where it would start on the day before or hold more than a day.
    """
    start, end = _window_minutes(window)
    start, end = start - before_minutes, end + after_minutes
    if start < 0 or end - start > 1440:
        return None
    return (_wall_time(start), _wall_time(end))


def window_text(window: Window) -> str:
    """ "18:00–21:00", "22:00–02:00 the next day", "18:00–24:00", "the whole day"."""
    starts, ends = window
    if starts == ends == time():
        return "the whole day"
    if ends == time():
        return f"{starts:%H:%M}–24:00"
    return f"{starts:%H:%M}–{ends:%H:%M}" + (" the next day" if ends <= starts else "")


@dataclass(frozen=True)
class WeekTemplate:
    """Hours that many people have, to begin with."""

    name: str
    words: str
    weekdays: Sequence[int]
    window: Window


WEEK_TEMPLATES = (
    WeekTemplate("weekday-evenings", "Weekday evenings", range(5), (time(18), time(21))),
    WeekTemplate("weekday-lunch", "Weekday lunch hours", range(5), (time(12), time(13))),
    WeekTemplate("weekend-mornings", "Weekend mornings", (5, 6), (time(9), time(12))),
    WeekTemplate("weekend-afternoons", "Weekend afternoons", (5, 6), (time(14), time(18))),
)


def with_window(
    weekly: Mapping[int, Sequence[Window]], *, weekdays: Sequence[int], window: Window
) -> dict[int, list[Window]]:
    """The week with `window` added on `weekdays`, each of those days merged."""
    changed = {weekday: list(windows) for weekday, windows in weekly.items()}
    for weekday in weekdays:
        changed[weekday] = merge_windows([*changed.get(weekday, []), window])
    return changed
