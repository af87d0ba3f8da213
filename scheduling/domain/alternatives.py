"""A few starts spread over the days of a free set."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from scheduling.domain.intervals import Interval
from scheduling.domain.quarters import QUARTER, quarters

APART = timedelta(hours=3)  # starts nearer to each other are hardly a choice


def spread_starts(
    free: Sequence[Interval], *, length: timedelta, zone: str, limit: int, per_day: int
) -> list[datetime]:
    """At most `limit` starts (UTC) of `length` within the merged set `free`, soonest first.

    On quarters of an hour, three hours apart, at most `per_day` on a date of `zone` (IANA).
    """
    on_date: Counter[date] = Counter()
    starts: list[datetime] = []
    for begin, end in free:
        for at in quarters(begin, end - length + QUARTER):
            day = at.astimezone(ZoneInfo(zone)).date()
            is_apart = not starts or at - starts[-1] >= APART
            if begin <= at <= end - length and is_apart and on_date[day] < per_day:
                starts.append(at)
                on_date[day] += 1
            if len(starts) == limit:
                return starts
    return starts
