"""A few starts spread over a free set."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from scheduling.domain.intervals import Interval
from scheduling.domain.quarters import QUARTER, quarters

APART = timedelta(hours=3)  # starts nearer to each other are hardly a choice


def spread_starts(
    free: Sequence[Interval], *, length: timedelta, zone: str, limit: int, instead_of: datetime
) -> list[datetime]:
    """`limit` starts (UTC) of `length` within the merged set `free`, soonest first.

    Fewer only where it holds fewer: on quarters of an hour, never `instead_of` itself. Of different
    dates of `zone` (IANA) if there are so many; then three hours apart, then not meeting each
    other, then any. What would meet a session of `length` at `instead_of` comes last of all.
    """
    starts = [
        at
        for begin, end in free
        for at in quarters(begin, end - length + QUARTER)
        if begin <= at <= end - length and at != instead_of
    ]
    days = {at: at.astimezone(ZoneInfo(zone)).date() for at in starts}
    rules: list[Callable[[datetime, datetime], bool]] = [
        lambda at, other: days[at] != days[other],
        lambda at, other: abs(at - other) >= APART,
        lambda at, other: abs(at - other) >= length,
        lambda at, other: at != other,
    ]
    chosen: list[datetime] = []
    for is_near in (False, True):
        near = [at for at in starts if (abs(at - instead_of) < length) == is_near]
        for rule in rules:
            for at in near:
                if len(chosen) < limit and all(rule(at, other) for other in chosen):
                    chosen.append(at)
    return sorted(chosen)
