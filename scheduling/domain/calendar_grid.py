"""Where things lie in the picture of a week: a column a day, the wall clock from top to bottom."""

from collections.abc import Sequence
from dataclasses import dataclass

from scheduling.domain.availability import WallSpan

HOUR_HEIGHT = 44  # of the picture's units: an hour holds two lines of words
WORKING_HOURS = (8, 20)  # are shown even when nothing is there
_DAY_MINUTES = 24 * 60


@dataclass(frozen=True)
class Place:
    """A rectangle in a day's column: y and height in units, x and width in per cent."""

    y: str
    height: str
    x: str = "0%"
    width: str = "100%"


def hours_shown(spans: Sequence[WallSpan]) -> tuple[int, int]:
    """The first and the last hour (exclusive) of a week in which these lie."""
    first = min([WORKING_HOURS[0], *(span.start // 60 for span in spans)])
    last = max([WORKING_HOURS[1], *(-(-span.end // 60) for span in spans)])
    return first, last


def place_of(span: WallSpan, *, first_hour: int, lane: int = 0, lanes: int = 1) -> Place:
    """Where a stretch lies in a column that begins at `first_hour`, in the lane of `lanes`."""
    scale = HOUR_HEIGHT / 60
    return Place(
        y=f"{(span.start - 60 * first_hour) * scale:g}",
        height=f"{max(15, span.end - span.start) * scale:g}",
        x=f"{100 * lane / lanes:.2f}%",
        width=f"{100 / lanes:.2f}%",
    )


def lanes_of(spans: Sequence[WallSpan]) -> list[tuple[int, int]]:
    """(lane, number of lanes) of each: what overlaps stands side by side, the rest is wide.

    The first lane that is free; all that hang together share the number of lanes.
    """
    found: list[tuple[int, int]] = [(0, 1)] * len(spans)
    group: list[tuple[int, int]] = []  # (index, lane) of what hangs together
    ends: list[int] = []  # of each lane of the group
    for index in sorted(range(len(spans)), key=lambda i: (spans[i].start, -spans[i].end)):
        span = spans[index]
        if group and span.start >= max(ends):
            _close(group, found, lanes=len(ends))
            group, ends = [], []
        lane = next((n for n, end in enumerate(ends) if end <= span.start), len(ends))
        ends[lane : lane + 1] = [span.end]
        group.append((index, lane))
    _close(group, found, lanes=len(ends))
    return found


def _close(group: Sequence[tuple[int, int]], found: list[tuple[int, int]], *, lanes: int) -> None:
    for index, lane in group:
        found[index] = (lane, lanes)


def missing_of(spans: Sequence[WallSpan]) -> list[WallSpan]:
    """The readings that the wall clock leaves out on a day of which `spans` are all it shows."""
    missing, at = [], 0
    for span in spans:
        if span.start > at:
            missing.append(WallSpan(at, span.start))
        at = span.end
    return missing + ([WallSpan(at, _DAY_MINUTES)] if at < _DAY_MINUTES else [])
