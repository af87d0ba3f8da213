"""A few starts spread over the days of a free set."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from scheduling.domain.intervals import Interval
from scheduling.domain.quarters import is_on_quarter

STEP = timedelta(minutes=30)


def spread_starts(
    free: Sequence[Interval], *, length: timedelta, zone: str, limit: int, per_day: int
) -> list[datetime]:
    """At most `limit` starts (UTC) of `length` within the merged set `free`, soonest first.

    At most `per_day` on a date of `zone` (IANA); half an hour apart, from the first quarter of
    each free interval on.
    """
    on_date: Counter[str] = Counter()
    starts: list[datetime] = []
    for begin, end in free:
        at = begin
        while not is_on_quarter(at):
            at += timedelta(minutes=1) - timedelta(seconds=at.second, microseconds=at.microsecond)
        while at + length <= end and len(starts) < limit:
            date = f"{at.astimezone(ZoneInfo(zone)):%Y-%m-%d}"
            if on_date[date] < per_day:
                starts.append(at)
                on_date[date] += 1
            at += STEP
    return starts
