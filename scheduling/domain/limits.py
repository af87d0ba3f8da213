"""How much somebody lets be booked: time between sessions, notice, sessions in a day and a week.

Between two sessions lies the longer of the pauses before and after, not both together: the time
after one and the time before the next are the same time. A session keeps its pauses from what
stands in calendars elsewhere too, the one before it and the one after it.

Days and weeks (from Monday) are those of the person's zone. A session counts on the day on which
it starts. A full day is not free at all, not even for the end of one begun the evening before.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum
from zoneinfo import ZoneInfo

from scheduling.domain.availability import DAY, midnight
from scheduling.domain.intervals import Interval, clip, merge
from scheduling.domain.rules import MIN_NOTICE

LONGEST_PAUSE = timedelta(minutes=60)
MOST_NOTICE_HOURS = 72
# Sessions so far from a time can be in its week.
REACH = timedelta(days=8)


@dataclass(frozen=True)
class OwnLimits:
    """`before` and `after`: pauses around sessions. `notice`: from being asked to the start.

    `per_day`, `per_week`: the most sessions; None for as many as come.
    """

    before: timedelta = timedelta()
    after: timedelta = timedelta()
    notice: timedelta = MIN_NOTICE
    per_day: int | None = None
    per_week: int | None = None

    @property
    def apart(self) -> timedelta:
        """Between two sessions."""
        return max(self.before, self.after)

    def first_start(self, *, now: datetime) -> datetime:
        """The earliest that others may ask for at `now`. Without a wish of the person's own it is
        `now`: whoever asks keeps the site's minimum, which is shorter for the waitlist."""
        return now + self.notice if self.notice > MIN_NOTICE else now

    @property
    def counts(self) -> bool:
        """Whether it matters how many sessions there are."""
        return self.per_day is not None or self.per_week is not None


NO_LIMITS = OwnLimits()


class Full(Enum):
    """Why there is no room for a session at a time."""

    WEEK = "week"
    DAY = "day"
    PAUSE = "pause"


@dataclass(frozen=True)
class Taken:
    """What stands in a person's way: merged sets, in UTC.

    `booked` by sessions here, `busy` elsewhere; `starts` of the sessions of the weeks around.
    """

    booked: Sequence[Interval]
    busy: Sequence[Interval]
    starts: Sequence[datetime]


def not_free(limits: OwnLimits, taken: Taken, *, zone: str) -> list[Interval]:
    """What is taken, the pauses around it, and the days and weeks that are full; merged."""
    full = (*full_weeks(limits, taken, zone=zone), *full_days(limits, taken, zone=zone))
    return merge([*with_pauses(limits, taken), *full]) if full else with_pauses(limits, taken)


def why_full(
    limits: OwnLimits, taken: Taken, *, zone: str, start: datetime, end: datetime
) -> Full | None:
    """What of the limits stands in the way of a session in [start, end); None if nothing does.

    Where the time itself is taken it is no matter of pauses.
    """
    if clip(full_weeks(limits, taken, zone=zone), start=start, end=end):
        return Full.WEEK
    if clip(full_days(limits, taken, zone=zone), start=start, end=end):
        return Full.DAY
    is_taken = clip(with_pauses(NO_LIMITS, taken), start=start, end=end)
    is_near = clip(with_pauses(limits, taken), start=start, end=end)
    return Full.PAUSE if is_near and not is_taken else None


def with_pauses(limits: OwnLimits, taken: Taken) -> list[Interval]:
    """Where no session can lie for what is taken, and for the pauses that are kept from it."""
    if limits.apart:
        apart, before, after = limits.apart, limits.before, limits.after
        booked = [(start - apart, end + apart) for start, end in taken.booked]
        return merge([*booked, *((start - after, end + before) for start, end in taken.busy)])
    return merge([*taken.booked, *taken.busy]) if taken.busy else list(taken.booked)


def full_days(limits: OwnLimits, taken: Taken, *, zone: str) -> list[Interval]:
    """The days with as many sessions as the person wants; merged."""
    return _full(limits.per_day, dates_of(taken.starts, zone=zone), days=1, zone=zone)


def full_weeks(limits: OwnLimits, taken: Taken, *, zone: str) -> list[Interval]:
    """The weeks with as many sessions as the person wants; merged."""
    mondays = map(monday_of, dates_of(taken.starts, zone=zone))
    return _full(limits.per_week, mondays, days=7, zone=zone)


def _full(most: int | None, firsts: Iterable[date], *, days: int, zone: str) -> list[Interval]:
    if most is None:
        return []
    return merge(
        (midnight(day, zone=zone), midnight(day + days * DAY, zone=zone))
        for day, number in Counter(firsts).items()
        if number >= most
    )


def dates_of(starts: Iterable[datetime], *, zone: str) -> list[date]:
    """The local date of each start."""
    return [at.astimezone(ZoneInfo(zone)).date() for at in starts]


def monday_of(day: date) -> date:
    return day - day.weekday() * DAY
