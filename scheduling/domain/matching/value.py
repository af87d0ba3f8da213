"""The value of a pool's plans, and what is feasible: the scalar reference.

One pair or one plan at a time, in plain Python; the compiled kernels are tested equal to it.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache

from scheduling.domain.intervals import Interval, contains, intersect
from scheduling.domain.matching.pool import Pool, PoolPerson, Role
from scheduling.domain.matching.weights import FULL_RELIABILITY, Weights
from scheduling.domain.pair_value import Person, Way, obstacle, pair_value

SLOT_MINUTES = 15
SLOT = timedelta(minutes=SLOT_MINUTES)

WAYS = {
    (Role.SWAP, Role.SWAP): Way.SWAP,
    (Role.SWAP, Role.INTERVIEWER): Way.PRACTISE,
    (Role.CANDIDATE, Role.INTERVIEWER): Way.PRACTISE,
    (Role.INTERVIEWER, Role.SWAP): Way.INTERVIEW,
    (Role.INTERVIEWER, Role.CANDIDATE): Way.INTERVIEW,
}


def way_between(one: PoolPerson, other: PoolPerson) -> Way | None:
    """What their session is from the side of `one`; None if their roles do not meet."""
    return WAYS.get((one.role, other.role))


@cache
def in_pair(person: PoolPerson) -> Person:
    """What counts of a person in a pair's value."""
    return Person(
        wants=person.wants,
        gives=person.gives,
        level=person.level,
        languages=person.languages,
        reliability=round(FULL_RELIABILITY * person.reliability),
        interviewer_level=person.interviewer_level,
    )


def can_meet(pool: Pool, i: int, j: int) -> bool:
    """Whether two people (indices) may hold a session, were there time for it."""
    one, other = pool.people[i], pool.people[j]
    way = way_between(one, other)
    if i == j or way is None or pool.minutes_for(one, other) is None:
        return False
    pair = (min(i, j), max(i, j))
    if pair in pool.fixed or pair[::-1] in pool.fixed:
        return True
    if pair in pool.history or pair in pool.blocked:
        return False
    return obstacle(in_pair(one), in_pair(other), way=way, weights=pool.weights) is None


def first_slot(pool: Pool) -> datetime:
    """The first start on the grid: the pool's beginning rounded up to a quarter of an hour, UTC."""
    quarter = pool.start.replace(minute=0, second=0, microsecond=0)
    while quarter < pool.start:
        quarter += SLOT
    return quarter


def slot_count(pool: Pool) -> int:
    """How many slots of the grid begin before the pool's end."""
    return max(0, -((first_slot(pool) - pool.end) // SLOT))


def week_of(start: datetime) -> tuple[int, int]:
    """The ISO year and week of an instant, in UTC."""
    year, week, _ = start.astimezone(UTC).isocalendar()
    return year, week


def preferred_by(pool: Pool, i: int, j: int, *, start: datetime, minutes: int) -> int:
    """How many of the two prefer the whole session."""
    end = start + timedelta(minutes=minutes)
    return sum(contains(pool.people[n].preferred, start=start, end=end) for n in (i, j))


def value_of_pair(pool: Pool, i: int, j: int, *, preferred_by: int = 0) -> int:
    """The pair's value in tenths of a point, for two whose roles meet."""
    one, other = pool.people[i], pool.people[j]
    way = way_between(one, other)
    if way is None:
        raise ValueError(f"{one.role} does not meet {other.role}")
    found = pair_value(
        in_pair(one),
        in_pair(other),
        way=way,
        kind_words={},
        preferred_by=preferred_by,
        weights=pool.weights,
    )
    return found.total


@dataclass(frozen=True)
class Start:
    """A start that two people share: slot of the grid, and how many of them prefer it."""

    slot: int
    preferred_by: int


def common_starts(pool: Pool, i: int, j: int, *, minutes: int) -> list[Start]:
    """Every start at which both are free for the whole session, in order."""
    first, length = first_slot(pool), timedelta(minutes=minutes)
    horizon: list[Interval] = [(first, pool.end)] if first < pool.end else []
    free = intersect(pool.people[i].available, pool.people[j].available)
    starts = []
    for begin, end in intersect(free, horizon):
        slot = -((first - begin) // SLOT)
        while (start := first + slot * SLOT) + length <= end:
            number = preferred_by(pool, i, j, start=start, minutes=minutes)
            starts.append(Start(slot=slot, preferred_by=number))
            slot += 1
    return starts


def value_of_turn(weights: Weights, person: PoolPerson, *, nth: int) -> int:
    """What the person's `nth` session (1, 2, …) adds."""
    is_interviewer = person.role == Role.INTERVIEWER
    return weights.of_session(nth, waited_days=person.waited_days, interviewer=is_interviewer)


def value_of_plan(pool: Pool, sessions: Iterable[tuple[int, int, datetime]]) -> int:
    """The value of a plan of (person, person, start); whether it is feasible is not asked."""
    total, turns = 0, Counter[int]()
    for i, j, start in sessions:
        minutes = pool.minutes_for(pool.people[i], pool.people[j])
        if minutes is None:
            raise ValueError(f"No length suits {i} and {j}")
        preferring = preferred_by(pool, i, j, start=start, minutes=minutes)
        total += value_of_pair(pool, i, j, preferred_by=preferring)
        turns.update((i, j))
    for n, sessions_of in turns.items():
        for nth in range(1, sessions_of + 1):
            total += value_of_turn(pool.weights, pool.people[n], nth=nth)
    return total
