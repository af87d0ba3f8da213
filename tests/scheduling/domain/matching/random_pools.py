"""Small pools by chance, and their sessions by the definition: pair by pair, slot by slot."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from scheduling.domain.intervals import Interval, contains, merge
from scheduling.domain.matching.pool import Pool, PoolPerson, Role

FROM = datetime(2026, 12, 7, tzinfo=UTC)
QUARTER = timedelta(minutes=15)
KINDS = ("coding", "behavioural", "design", "frontend", "data")
ROLES = (Role.SWAP, Role.SWAP, Role.SWAP, Role.CANDIDATE, Role.INTERVIEWER)


def person(
    name: str = "p",
    *,
    role: Role = Role.SWAP,
    wants: str = "coding",
    gives: str = "coding",
    level: int = 3,
    languages: str = "en",
    minutes: tuple[int, ...] = (60,),
    sessions: int = 1,
    waited_days: int = 0,
    reliability: float = 1.0,
    available: tuple[Interval, ...] = ((FROM, FROM + timedelta(hours=2)),),
    preferred: tuple[Interval, ...] = (),
) -> PoolPerson:
    """Somebody who fits anybody like them; kinds and languages by words."""
    return PoolPerson(
        id=name,
        role=role,
        wants=frozenset(wants.split()),
        gives=frozenset(gives.split()),
        level=level,
        languages=frozenset(languages.split()),
        minutes=frozenset(minutes),
        sessions=sessions,
        per_week=max(1, sessions),
        waited_days=waited_days,
        reliability=reliability,
        available=available,
        preferred=preferred,
    )


def random_pool(
    chance: random.Random,
    *,
    people: int,
    hours: int = 72,
    windows: int = 4,
    odd_minutes: bool = False,
) -> Pool:
    """Of `people`, over `hours`; `odd_minutes`: nothing begins, ends or lasts whole quarters."""
    start = FROM + timedelta(minutes=chance.choice([0, 7, 44]), seconds=20) * odd_minutes
    lengths = (25, 40, 61) if odd_minutes else (30, 45, 60)
    step = timedelta(minutes=7, seconds=30) if odd_minutes else QUARTER

    def times(number: int) -> tuple[Interval, ...]:
        steps = timedelta(hours=hours) // step
        begins = [start + step * chance.randint(-9, steps) for _ in range(number)]
        return tuple(merge((begin, begin + step * chance.randint(1, 16)) for begin in begins))

    def kinds() -> frozenset[str]:
        return frozenset(chance.sample(KINDS, chance.randint(1, 4)))

    def one(name: str) -> PoolPerson:
        available = times(windows)
        liked = [window for window in available if chance.random() < 0.5]
        return PoolPerson(
            id=name,
            role=chance.choice(ROLES),
            wants=kinds(),
            gives=kinds(),
            level=chance.randint(1, 5),
            languages=frozenset(chance.sample(["en", "de", "pt"], chance.randint(1, 2))),
            minutes=frozenset(chance.sample(lengths, chance.randint(1, 3))),
            sessions=chance.choice([0, 1, 1, 2, 3]),
            per_week=chance.choice([1, 2]),
            waited_days=chance.randint(0, 40),
            reliability=chance.choice([1.0, 0.93, 0.5, 0.0]),
            available=available,
            preferred=tuple(merge([*liked, *times(1)])),
        )

    return Pool(
        start=start,
        end=start + timedelta(hours=hours),
        people=tuple(one(f"p{n}") for n in range(people)),
        history=random_pairs(chance, people=people),
        blocked=random_pairs(chance, people=people),
    )


def random_pairs(chance: random.Random, *, people: int) -> frozenset[tuple[int, int]]:
    if people < 2:
        return frozenset()
    pairs = (sorted(chance.sample(range(people), 2)) for _ in range(people // 2))
    return frozenset((a, b) for a, b in pairs)


def starts_by_definition(pool: Pool) -> Iterator[datetime]:
    """Every start on the UTC grid of quarters within the pool."""
    day = pool.start.replace(hour=0, minute=0, second=0, microsecond=0)
    instant = day
    while instant < pool.end:
        if instant >= pool.start:
            yield instant
        instant += QUARTER


def best_by_definition(pool: Pool, *, a: int, b: int) -> tuple[int, datetime, int] | None:
    """(value, earliest best start, minutes) of a pair, from the wording of the formulation."""
    one, other = pool.people[a], pool.people[b]
    if (min(a, b), max(a, b)) in pool.history | pool.blocked or not one.languages & other.languages:
        return None
    lengths = one.minutes & other.minutes
    raw = raw_by_definition(one, other)
    if raw is None or not lengths:
        return None
    length = timedelta(minutes=max(lengths))
    best: tuple[int, int, datetime] | None = None
    for start in starts_by_definition(pool):
        end = start + length
        free = (contains(person.available, start=start, end=end) for person in (one, other))
        if end > pool.end or not all(free):
            continue
        both = sum(contains(person.preferred, start=start, end=end) for person in (one, other))
        if best is None or both > best[1]:
            kept = round(256 * one.reliability) * round(256 * other.reliability)
            best = ((raw + 120 * both) * kept // 65536, both, start)
    return best and (best[0], best[2], max(lengths))


def raw_by_definition(one: PoolPerson, other: PoolPerson) -> int | None:
    """The raw points without the preferred ones; None where the two cannot hold a session."""
    by_kinds = {1: 300, 2: 400}
    by_gap = {-2: 0, -1: 80, 0: 160, 1: 200, 2: 160, 3: 100, 4: 60}
    if one.role == other.role == Role.SWAP:
        raw, legs = 800, [(one, other), (other, one)]
    elif (one.role == Role.INTERVIEWER) != (other.role == Role.INTERVIEWER):
        raw, legs = 650, [(other, one) if one.role == Role.INTERVIEWER else (one, other)]
    else:
        return None
    for learner, interviewer in legs:
        kinds = len(learner.wants & interviewer.gives)
        gap = interviewer.level - learner.level
        if not kinds or gap < -2:
            return None
        raw += by_kinds.get(kinds, 450) + by_gap[gap]
    return raw
