"""Pools as they stand in files, and their plans."""

import json
import random
from datetime import UTC, datetime, timedelta
from itertools import count

from scheduling.domain.matching.plan import plan_sessions
from scheduling.domain.matching.pool_file import plan_as_json, pool_from_json

START = datetime(2026, 12, 9, tzinfo=UTC)  # a Wednesday: the second week begins on the 14th
KINDS = ["coding", "behavioural", "system_design", "case", "data"]


def at(hours, *, day=0):
    """Text of an instant so many hours after midnight (UTC) of a day of the pool."""
    return (START + timedelta(days=day, hours=hours)).isoformat().replace("+00:00", "Z")


def person(name, **changes):
    """A swap of level 3 for coding in English, free from 18 to 21 on the first day."""
    return {
        "id": name,
        "role": "swap",
        "wants": ["coding"],
        "gives": ["coding"],
        "level": 3,
        "languages": ["en"],
        "minutes": [60],
        "sessions": 1,
        "per_week": 1,
        "waited_days": 0,
        "reliability": 1.0,
        "available": [[at(18), at(21)]],
        "preferred": [],
    } | changes


def pool_of(*people, days=12, **changes):
    ends = at(0, day=days)
    return {
        "from": at(0),
        "to": ends,
        "people": list(people),
        "history": [],
        "blocked": [],
    } | changes


def random_pool(seed, size, *, sessions=(1, 2, 3), days=6, evenings=2):
    """People of all roles, with odd beginnings and lengths, over two ISO weeks."""
    draw = random.Random(seed)
    people = []
    for n in range(size):
        free = []
        for day in draw.sample(range(days), evenings):
            begin = draw.choice([17, 18, 19]) + draw.choice([0, 0, 5, 15, 30]) / 60
            free.append([at(begin, day=day), at(begin + draw.choice([1, 1.25, 1.5, 2]), day=day)])
        people.append(
            person(
                f"p{n}",
                role=draw.choice(["swap", "swap", "candidate", "interviewer"]),
                wants=draw.sample(KINDS, draw.choice([1, 2])),
                gives=draw.sample(KINDS, draw.choice([1, 2, 3])),
                level=draw.randint(1, 5),
                languages=draw.sample(["en", "de"], draw.choice([1, 2])),
                minutes=draw.choice([[45], [60], [45, 60], [50, 60]]),
                sessions=draw.choice(sessions),
                per_week=draw.choice([1, 2]),
                waited_days=draw.randint(0, 40),
                reliability=round(draw.uniform(0.5, 1), 2),
                available=free,
                preferred=free[:1] if draw.random() < 0.4 else [],
            )
        )
    pairs = [draw.sample([one["id"] for one in people], 2) for _ in range(size // 3)]
    half = len(pairs) // 2
    return pool_of(*people, days=days, history=pairs[:half], blocked=pairs[half:])


def read(pool):
    return pool_from_json(json.dumps(pool).encode()).pool


def plan_of(pool, **limits):
    """The plan of a pool in a file, as it stands in a file."""
    ticks = count()
    limits = {"clock": lambda: float(next(ticks))} | limits
    found = read(pool)
    return json.loads(plan_as_json(found, plan_sessions(found, **limits), seconds=0.0))
