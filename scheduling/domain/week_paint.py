"""A week of hours to paint on: as text in a form, as a picture, and of two people's changes one.

A week is windows by weekday (0 Monday), each on the day on which it starts.
"""

import re
from calendar import day_name
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import time

from scheduling.domain.availability import Window, window_text

Week = Mapping[int, Sequence[Window]]
CELL_MINUTES = 30
CELLS = tuple(f"{minute // 60:02}:{minute % 60:02}" for minute in range(0, 1440, CELL_MINUTES))
_DAY = 1440
_WINDOW = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)", re.ASCII)


@dataclass(frozen=True)
class Block:
    """Time of one day: its rectangle in per cent of the whole week, and its words."""

    x: str
    y: str
    width: str
    height: str
    starts: str
    ends: str
    has_room: bool  # for its words


@dataclass(frozen=True)
class PaintedDay:
    """A weekday: `windows` and `was` (what is saved) as `parse_windows` reads them."""

    number: int
    name: str
    windows: str
    was: str
    blocks: list[Block]

    @property
    def words(self) -> str:
        """ "00:00–02:00, 18:00–24:00", with what runs into the day; "" if it is not free."""
        return ", ".join(f"{block.starts}–{block.ends}" for block in self.blocks)


def windows_as_text(windows: Sequence[Window]) -> str:
    """ "09:00-11:00 22:00-02:00"; `parse_windows` reads it."""
    return " ".join(f"{starts:%H:%M}-{ends:%H:%M}" for starts, ends in windows)


def parse_windows(text: str) -> list[Window]:
    """The windows of one day. ValueError for anything else, and for a start that is the end."""
    windows = []
    for part in text.split():
        found = _WINDOW.fullmatch(part)
        if found is None:
            raise ValueError(part)
        hour, minute, end_hour, end_minute = map(int, found.groups())
        window = (time(hour, minute), time(end_hour, end_minute))
        if window[0] == window[1] != time():
            raise ValueError(part)
        windows.append(window)
    return windows


def painted_days(week: Week, *, saved: Week) -> list[PaintedDay]:
    """`week` as the form and the picture show it, of which `saved` is saved."""
    spans = _spans_by_day(week)
    return [
        PaintedDay(
            number=number,
            name=name,
            windows=windows_as_text(week.get(number, ())),
            was=windows_as_text(saved.get(number, ())),
            blocks=[block(number, start, end) for start, end in spans[number]],
        )
        for number, name in enumerate(day_name)
    ]


def _spans_by_day(week: Week) -> list[list[tuple[int, int]]]:
    """The free minutes of each weekday, merged, with what runs into it from the day before."""
    spans: list[list[tuple[int, int]]] = [[] for _ in range(7)]
    for weekday, windows in week.items():
        for window in windows:
            start, end = (reading.hour * 60 + reading.minute for reading in window)
            if end > start:
                spans[weekday].append((start, end))
            else:
                spans[weekday].append((start, _DAY))
                spans[(weekday + 1) % 7].append((0, end))
    return [_merged(day) for day in spans]


def _merged(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if start == end:
            continue
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def block(weekday: int, start: int, end: int) -> Block:
    """[start, end) in minutes of the day (0 … 1440)."""
    return Block(
        x=f"{100 * weekday / 7:.3f}%",
        y=f"{100 * start / _DAY:.3f}%",
        width=f"{100 / 7:.3f}%",
        height=f"{100 * (end - start) / _DAY:.3f}%",
        starts=_reading(start),
        ends=_reading(end),
        has_room=end - start >= CELL_MINUTES,
    )


def _reading(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def combined_week(*, mine: Week, theirs: Week, was: Week) -> tuple[Week, list[int]]:
    """Two changes of the week `was` as one, and the weekdays that both changed differently.

    A day that only one of them changed is as that one has it; where both did, it is as in `mine`.
    """
    week: dict[int, Sequence[Window]] = {}
    disputed = []
    for weekday in range(7):
        own, other, before = (list(one.get(weekday, ())) for one in (mine, theirs, was))
        week[weekday] = other if own == before else own
        if other not in (before, own) and own != before:
            disputed.append(weekday)
    return week, disputed


def week_words(week: Week, weekday: int) -> str:
    """ "09:00–11:00, 22:00–02:00 the next day", or "not free"."""
    return ", ".join(map(window_text, week.get(weekday, ()))) or "not free"
