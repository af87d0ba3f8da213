"""When two people could start a session, on a grid of quarter hours held as bits of an integer.

Bit n stands for the quarter that begins n quarters after the grid's start. A run of quarters
that is free for both is free for each, so the starts of a length can be worked out once for
each person and met with one `&`.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from scheduling.domain.intervals import Interval
from scheduling.domain.quarters import QUARTER


@dataclass(frozen=True)
class Grid:
    """`size` quarters from `start`, which lies on a quarter of an hour of UTC."""

    start: datetime
    size: int

    @property
    def end(self) -> datetime:
        return self.start + self.size * QUARTER

    def at(self, slot: int) -> datetime:
        return self.start + slot * QUARTER

    def slot(self, at: datetime) -> int | None:
        """The slot that begins at `at`; None if none does."""
        number, rest = divmod(at - self.start, QUARTER)
        return number if not rest and 0 <= number < self.size else None


@dataclass(frozen=True)
class Start:
    """A start (UTC) and how many people could meet you then."""

    at: datetime
    people: int

    @property
    def iso(self) -> str:
        """For an address: "2026-11-24T18:00:00Z"."""
        return f"{self.at:%Y-%m-%dT%H:%M:%SZ}"


def grid_from(at: datetime, *, days: int) -> Grid:
    """The grid of `days` × 96 quarters from the first quarter that does not begin before `at`."""
    at = at.astimezone(UTC)
    whole = at.replace(minute=at.minute // 15 * 15, second=0, microsecond=0)
    return Grid(start=whole if whole == at else whole + QUARTER, size=days * 96)


def free_bits(grid: Grid, free: Iterable[Interval]) -> int:
    """The quarters of the grid that lie wholly in the merged set `free`."""
    bits = 0
    for start, end in free:
        first = max(0, -((grid.start - start) // QUARTER))
        last = min(grid.size, (end - grid.start) // QUARTER)
        if first < last:
            bits |= ((1 << (last - first)) - 1) << first
    return bits


def touched_bits(grid: Grid, taken: Iterable[Interval]) -> int:
    """The quarters of the grid in which any instant of `taken` lies."""
    bits = 0
    for start, end in taken:
        first = max(0, (start - grid.start) // QUARTER)
        last = min(grid.size, -((grid.start - end) // QUARTER))
        if first < last:
            bits |= ((1 << (last - first)) - 1) << first
    return bits


def run_starts(bits: int, *, length: int) -> int:
    """The quarters from which `length` quarters in a row are set in `bits`."""
    have = 1
    while have < length and bits:
        step = min(have, length - have)
        bits &= bits >> step
        have += step
    return bits


def slots_of(bits: int) -> list[int]:
    """The numbers of the bits that are set, in order."""
    slots = []
    while bits:
        lowest = bits & -bits
        slots.append(lowest.bit_length() - 1)
        bits ^= lowest
    return slots


def few_starts(
    starts: Sequence[datetime], *, minutes: int, zone: str, limit: int
) -> list[datetime]:
    """At most `limit` of the sorted `starts`, spread over the days of `zone`, in order.

    Each day gives one; if there are too few days, each gives a second that does not overlap
    any other, and so on. A full or half hour is preferred to the quarter before it.
    """
    by_day: dict[date, list[datetime]] = {}
    for local in (at.astimezone(ZoneInfo(zone)) for at in starts):
        by_day.setdefault(local.date(), []).append(local)
    chosen: list[datetime] = []
    length = timedelta(minutes=minutes)
    while len(chosen) < limit:
        before = len(chosen)
        for offered in by_day.values():
            pick = _pick(offered, chosen, length=length)
            if pick is not None and len(chosen) < limit:
                chosen.append(pick)
        if len(chosen) == before:
            break
    return sorted(local.astimezone(UTC) for local in chosen)


def _pick(
    offered: Sequence[datetime], chosen: Collection[datetime], *, length: timedelta
) -> datetime | None:
    """The first that overlaps none of those chosen, or the half hour right after it.

    All are local readings of one zone; they are compared as instants.
    """
    taken = [at.astimezone(UTC) for at in chosen]
    apart = [
        at for at in offered if all(abs(at.astimezone(UTC) - other) >= length for other in taken)
    ]
    if not apart:
        return None
    following = apart[1:2]
    is_odd = apart[0].minute % 30 != 0
    if is_odd and following and following[0].minute % 30 == 0:
        return following[0]
    return apart[0]
