"""Pools for the benchmarks: the same for the same number of people and seed.

People of 18 zones who are free on some evenings and weekends of two weeks, swaps for the most part.
Of 10,000 people about 3.3 million pairs can hold a session.
"""

import random
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from scheduling.domain.intervals import Interval, merge
from scheduling.domain.matching.pool import Pool, PoolPerson, Role

# zone, how many of 100 people live there, the language besides English
ZONES = (
    *(("America/New_York", 12, "es"), ("America/Chicago", 7, "es"), ("America/Denver", 3, "es")),
    *(("America/Los_Angeles", 11, "es"), ("America/Toronto", 5, "fr")),
    *(("America/Sao_Paulo", 5, "pt"), ("Europe/London", 8, "fr"), ("Europe/Berlin", 9, "de")),
    *(("Europe/Paris", 5, "fr"), ("Europe/Warsaw", 4, "pl"), ("Africa/Lagos", 3, "fr")),
    *(("Africa/Cairo", 2, "ar"), ("Asia/Kolkata", 12, "hi"), ("Asia/Kathmandu", 1, "hi")),
    *(("Asia/Singapore", 5, "zh"), ("Asia/Tokyo", 3, "ja"), ("Australia/Sydney", 4, "zh")),
    ("Pacific/Auckland", 1, "zh"),
)
KINDS = ("coding", "behavioural", "design", "frontend", "data", "product", "security", "cases")
KIND_WEIGHTS = (10, 8, 7, 4, 4, 3, 2, 2)
FIRST_DAY = date(2026, 12, 7)
DAYS = 14
START = datetime(2026, 12, 7, tzinfo=UTC)


def make_pool(number: int, *, seed: int = 1, sessions: int | None = None) -> Pool:
    """`number` people; each looks for `sessions`, by default for one to three."""
    chance = random.Random(f"{number}/{seed}")
    zones = chance.choices(ZONES, [weight for _, weight, _ in ZONES], k=number)
    people = tuple(
        _person(n, chance=chance, zone=zone, language=language, sessions=sessions)
        for n, (zone, _, language) in enumerate(zones)
    )
    return Pool(
        start=START,
        end=START + timedelta(days=DAYS),
        people=people,
        history=_pairs(chance, people=number, pairs=number),
        blocked=_pairs(chance, people=number, pairs=number // 50),
    )


def _pairs(chance: random.Random, *, people: int, pairs: int) -> frozenset[tuple[int, int]]:
    if people < 2:
        return frozenset()
    drawn = (sorted(chance.sample(range(people), 2)) for _ in range(pairs))
    return frozenset((a, b) for a, b in drawn)


def _person(
    n: int, *, chance: random.Random, zone: str, language: str, sessions: int | None
) -> PoolPerson:
    role = chance.choices((Role.SWAP, Role.CANDIDATE, Role.INTERVIEWER), (75, 14, 11))[0]
    level = chance.choices((1, 2, 3, 4, 5), (18, 28, 28, 17, 9))[0]
    languages = {"en"} if chance.random() < 0.9 else set()
    if chance.random() < 0.35 or not languages:
        languages.add(language)
    windows = _windows(chance, zone=zone)
    wanted = sessions or chance.choices((1, 2, 3), (50, 35, 15))[0]
    return PoolPerson(
        id=f"p{n}",
        role=role,
        wants=_kinds(chance, number=chance.choices((1, 2, 3), (40, 40, 20))[0]),
        gives=_kinds(chance, number=chance.choices((1, 2, 3, 4), (20, 35, 30, 15))[0]),
        level=level if role != Role.INTERVIEWER else max(level, chance.randint(2, 5)),
        languages=frozenset(languages),
        minutes=chance.choice((frozenset({60}), frozenset({45, 60}), frozenset({45}))),
        sessions=wanted,
        per_week=chance.randint(1, wanted),
        waited_days=min(40, int(chance.expovariate(1 / 6))),
        reliability=round(1 - min(0.6, chance.expovariate(12)), 2),
        available=windows,
        preferred=tuple(window for window in windows if chance.random() < 0.25),
    )


def _kinds(chance: random.Random, *, number: int) -> frozenset[str]:
    """That many draws, of which some may fall on the same kind."""
    return frozenset(chance.choices(KINDS, KIND_WEIGHTS, k=number))


def _windows(chance: random.Random, *, zone: str) -> tuple[Interval, ...]:
    """Some evenings, from 17:00 … 21:00 local, and parts of weekends."""
    busy = chance.uniform(0.0, 0.6)
    windows: list[Interval] = []
    for day in range(DAYS):
        if chance.random() < busy:
            continue
        if day % 7 < 5:
            quarter, length = chance.randint(17 * 4, 21 * 4), chance.randint(4, 12)
        else:
            quarter, length = chance.randint(9 * 4, 19 * 4), chance.randint(4, 24)
        begin = _instant(zone, day, quarter)
        windows.append((begin, begin + timedelta(minutes=15 * length)))
    return tuple(merge(windows))


@cache
def _instant(zone: str, day: int, quarter: int) -> datetime:
    """That quarter of an hour of a local day, in UTC."""
    hour, part = divmod(quarter, 4)
    local = datetime.combine(FIRST_DAY + timedelta(days=day), time(hour, part * 15))
    return local.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
