"""The plan of a pool: who meets whom when, for what value, and who stays unmatched."""

from dataclasses import dataclass
from datetime import datetime

from scheduling.domain.matching.compact import compact_pool
from scheduling.domain.matching.many_sessions import solve_many_sessions
from scheduling.domain.matching.pool import Pool
from scheduling.domain.matching.progress import Clock, Deadline, Progress, Report
from scheduling.domain.matching.reasons import session_reasons, unmatched_reasons
from scheduling.domain.matching.value import SLOT, first_slot, preferred_by, value_of_pair


@dataclass(frozen=True)
class PlannedSession:
    """`a` and `b` are indices of the pool's people, the lower first; `start` is aware UTC.

    `value` is the pair's value at that start, in tenths of a point; `why` says it in words.
    """

    a: int
    b: int
    start: datetime
    minutes: int
    value: int
    why: tuple[str, ...]


@dataclass(frozen=True)
class Unmatched:
    """Somebody (an index of the pool's people) without any session, and why in words."""

    person: int
    why: str


@dataclass(frozen=True)
class Plan:
    """`sessions` by start; `value` is the sum of the pairs' values and of the persons' terms.

    No plan of the pool is worth more than `upper_bound`. Both in tenths of a point.
    """

    sessions: tuple[PlannedSession, ...]
    unmatched: tuple[Unmatched, ...]
    value: int
    upper_bound: int


def plan_sessions(
    pool: Pool,
    *,
    time_limit: float | None = None,
    clock: Clock,
    progress: Report | None = None,
) -> Plan:
    """The best plan found for the pool, with its bound and the reasons for everything.

    Without `time_limit` (seconds on `clock`'s scale) the same pool gives the same plan; with one,
    the best plan found by then. `progress` is told how far it is.
    """
    deadline = Deadline.after(time_limit, clock=clock)
    found = solve_many_sessions(pool, deadline=deadline, report=progress or _unheard)
    first = first_slot(pool)
    sessions = tuple(
        _planned(pool, i, j, start=first + slot * SLOT) for i, j, slot in found.sessions
    )
    pairs = [(session.a, session.b) for session in sessions]
    alone = unmatched_reasons(pool, compact_pool(pool), sessions=pairs)
    return Plan(
        sessions=sessions,
        unmatched=tuple(Unmatched(person=person, why=why) for person, why in alone),
        value=found.value,
        upper_bound=found.upper_bound,
    )


def _planned(pool: Pool, i: int, j: int, *, start: datetime) -> PlannedSession:
    minutes = pool.minutes_for(pool.people[i], pool.people[j])
    assert minutes is not None
    preferring = preferred_by(pool, i, j, start=start, minutes=minutes)
    return PlannedSession(
        a=i,
        b=j,
        start=start,
        minutes=minutes,
        value=value_of_pair(pool, i, j, preferred_by=preferring),
        why=session_reasons(pool, i, j, start=start, minutes=minutes),
    )


def _unheard(progress: Progress) -> None:
    """Nobody wants to know."""
