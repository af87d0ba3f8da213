"""The people to match, and for which time."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from scheduling.domain.intervals import Interval
from scheduling.domain.matching.weights import DEFAULT_WEIGHTS, Weights


class Role(StrEnum):
    """Who meets whom: swaps meet swaps (both interview), interviewers meet candidates and swaps."""

    SWAP = "swap"
    CANDIDATE = "candidate"
    INTERVIEWER = "interviewer"


@dataclass(frozen=True)
class PoolPerson:
    """One person of a pool; `id` is unique in it.

    `wants` are the kinds to be interviewed in, `gives` those they can interview in. `level` 1 … 5
    is the candidate's; `interviewer_level`, where it differs, the one they interview at.
    `minutes`: the lengths of session they accept. At most `sessions` sessions in the pool's time,
    and `per_week` in an ISO week (UTC). `waited_days` since they began to look. `reliability`: the
    share of sessions kept, 0 … 1. `available` and `preferred`: merged sets of aware instants, UTC.
    `extra_time_percent` lengthens their sessions where the pool's `minutes_for` says so.
    """

    id: str
    role: Role
    wants: frozenset[str]
    gives: frozenset[str]
    level: int
    languages: frozenset[str]
    minutes: frozenset[int]
    sessions: int
    per_week: int
    waited_days: int
    reliability: float
    available: tuple[Interval, ...]
    preferred: tuple[Interval, ...]
    extra_time_percent: int = 0
    interviewer_level: int | None = None

    @property
    def level_given(self) -> int:
        """Their level when they interview."""
        return self.level if self.interviewer_level is None else self.interviewer_level


def longest_common_minutes(one: PoolPerson, other: PoolPerson) -> int | None:
    """The longest length that both accept, in minutes; None if there is none."""
    return max(one.minutes & other.minutes, default=None)


@dataclass(frozen=True)
class Pool:
    """People to match within [start, end), aware UTC.

    `history` and `blocked`: pairs of indices into `people`, the lower first, who do not meet.
    `minutes_for` gives the length of two people's session, None for no session; it depends on
    nothing of them but role, minutes and extra_time_percent, and not on their order. `fixed` are
    pairs that a coach has locked: they are planned first wherever there is time for them within
    their `sessions` and `per_week`, whatever history, blocks, levels, languages and kinds say.
    """

    start: datetime
    end: datetime
    people: tuple[PoolPerson, ...]
    history: frozenset[tuple[int, int]] = frozenset()
    blocked: frozenset[tuple[int, int]] = frozenset()
    weights: Weights = DEFAULT_WEIGHTS
    minutes_for: Callable[[PoolPerson, PoolPerson], int | None] = longest_common_minutes
    fixed: tuple[tuple[int, int], ...] = ()
