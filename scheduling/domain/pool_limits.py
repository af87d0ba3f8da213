"""How many more sessions somebody may be planned, and when: what caps leave of their time."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from interviews.domain.timetable import timetable
from scheduling.domain.intervals import Interval, merge, subtract
from scheduling.domain.matching.pool import PoolPerson, Role
from scheduling.domain.quarters import QUARTER

FORTNIGHT = timedelta(days=14)
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Room:
    """What caps leave: `sessions` in all, `per_week` in any week, only within `free`."""

    sessions: int
    per_week: int
    free: list[Interval]


def room_left(
    free: Sequence[Interval],
    *,
    now: datetime,
    start: datetime,
    end: datetime,
    sessions: int,
    per_week: int,
    taken: Iterable[datetime],
) -> Room:
    """What is left of `sessions` per two weeks and `per_week` per ISO week (UTC).

    `taken` are the starts of sessions booked or proposed; those of two weeks before `end`, and
    all to come, count against `sessions`. A week that is full is no longer free.
    A pool has one number for all weeks, so that of the fullest other week counts for each: a
    person gets rather too few sessions in one round than too many.
    """
    starts = list(taken)
    begin = min(now, end - FORTNIGHT)
    allowed = sessions * max(1, (end - start) // FORTNIGHT)
    used = sum(1 for at in starts if begin <= at < end)
    in_week = Counter(week_start(at) for at in starts)
    weeks = _weeks(start, end=end)
    full = merge((monday, monday + WEEK) for monday in weeks if in_week[monday] >= per_week)
    left = [per_week - in_week[monday] for monday in weeks if in_week[monday] < per_week]
    return Room(
        sessions=max(0, allowed - used),
        per_week=min(left, default=0),
        free=subtract(free, full),
    )


def week_start(at: datetime) -> datetime:
    """The Monday on which the ISO week of an instant begins, in UTC."""
    midnight = at.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight - timedelta(days=midnight.weekday())


def _weeks(start: datetime, *, end: datetime) -> list[datetime]:
    weeks = [week_start(start)]
    while weeks[-1] + WEEK < end:
        weeks.append(weeks[-1] + WEEK)
    return weeks


def next_quarter(at: datetime) -> datetime:
    """`at`, or the first quarter of an hour (UTC) after it."""
    whole = at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    return whole + -((whole - at) // QUARTER) * QUARTER


def session_minutes(one: PoolPerson, other: PoolPerson) -> int | None:
    """What a session of the two takes of a calendar; None if their roles do not meet.

    Two who swap: 60 minutes; otherwise one is interviewed for 45, and 15 of debrief. The extra
    time of whoever is candidate makes it longer.
    """
    roles = (one.role, other.role)
    if roles == (Role.SWAP, Role.SWAP):
        extra = (one.extra_time_percent, other.extra_time_percent)
        return timetable("swap", extra_time_percents=extra).booked_minutes
    if roles.count(Role.INTERVIEWER) != 1:
        return None
    learner = other if one.role == Role.INTERVIEWER else one
    return timetable("one_way", extra_time_percents=(learner.extra_time_percent,)).booked_minutes


def shortest_minutes(role: Role, *, extra_time_percent: int) -> int:
    """The shortest session that somebody can hold: with a partner without extra time."""
    if role == Role.SWAP:
        return timetable("swap", extra_time_percents=(extra_time_percent, 0)).booked_minutes
    own = extra_time_percent if role == Role.CANDIDATE else 0
    return timetable("one_way", extra_time_percents=(own,)).booked_minutes


def role_of(*, wants: frozenset[str], gives: frozenset[str], volunteers: bool) -> Role | None:
    """Whom somebody can meet; None if they can neither practise nor interview."""
    if gives and (volunteers or not wants):
        return Role.INTERVIEWER
    if wants:
        return Role.SWAP if gives else Role.CANDIDATE
    return None
