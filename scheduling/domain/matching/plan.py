"""The plan of a pool: who meets whom when, for what value, and who stays unmatched."""

from dataclasses import dataclass
from datetime import datetime


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
