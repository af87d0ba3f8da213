"""What may be said of an ability: words first, numbers only with enough evidence.

All chances are "that a typical peer here, with a typical question, says yes now": 0 to 1, and never
the chance of an offer. docs/readiness.md explains them, docs/readiness-model.md how they are found.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from feedback.domain.readiness_model.standings import (
    LEAST_INTERVIEWERS,
    LEAST_SESSIONS,
)

LEAST_FOR_TREND = 4  # sessions
EVEN, HIGH = 0.5, 0.75  # where a yes is likelier than a no, and where it is usual
AGREES_WITHIN = 0.25  # of a level: own ratings that near to the interviewers' agree with them
APART = 0.1  # a chance that far from the plain share of yes differs from it
SEVERE, HARD = 0.1, 0.07  # SD of a rating from which strictness and difficulty are told


class Band(StrEnum):
    NOT_ENOUGH = "not enough evidence yet"
    NOT_YET = "not yet"
    GETTING_THERE = "getting there"
    READY = "ready"
    STRONG = "strong"


@dataclass(frozen=True)
class Chance:
    p: float
    low: float  # of the 80 % interval
    high: float


@dataclass(frozen=True)
class TrendPoint:
    """A session, and the chance right after it as today's fit sees it."""

    session: str
    leg: UUID  # opens the report
    at: datetime
    recommendation: int  # 1 to 4; of a competency the rounded mean of its criteria
    by: str  # pseudonym
    chance: Chance


@dataclass(frozen=True)
class Standing:
    """What may be said of one ability. Numbers are None while there is not enough evidence."""

    band: Band
    chance: Chance | None
    raw_mean: float | None  # of the recommendations, 1 to 4; of a competency of its criteria
    raw_yes: float | None  # the share of sessions with a 3 or better
    sessions: int
    interviewers: int
    last_at: datetime | None
    adjustment: str  # one sentence on what the model did to the plain share; or empty
    trend: tuple[TrendPoint, ...]  # empty under four sessions

    @property
    def is_enough(self) -> bool:
        return self.band != Band.NOT_ENOUGH

    @property
    def sessions_missing(self) -> int:
        return max(0, LEAST_SESSIONS - self.sessions)

    @property
    def interviewers_missing(self) -> int:
        return max(0, LEAST_INTERVIEWERS - self.interviewers)


def is_enough(*, sessions: int, interviewers: int) -> bool:
    """Whether any number may be shown."""
    return sessions >= LEAST_SESSIONS and interviewers >= LEAST_INTERVIEWERS


def band_of(low: float, high: float) -> Band:
    """The word for where the whole 80 % interval lies, not its middle."""
    if low >= HIGH:
        return Band.STRONG
    if low >= EVEN:
        return Band.READY
    return Band.GETTING_THERE if high >= EVEN else Band.NOT_YET


def adjustment_words(
    *,
    p: float,
    usual: float,
    raw_yes: float,
    severity: float,
    difficulty: float,
    whose: str = "your",
) -> str:
    """What moved the chance `p` away from the plain share of yes, without a digit.

    `usual` is the chance of somebody of whom nothing is known. `severity` is the mean of the
    different interviewers, `difficulty` of the sessions' questions, in SD of a rating: never
    pass that of a single interviewer. `whose` readiness it is, as the reader says it.
    """
    told: list[str] = []
    raised: set[bool] = set()  # in which directions what is told moved it
    gap = p - raw_yes
    if abs(severity) >= SEVERE:
        how = (
            "stricter than most, which raises" if severity > 0 else "milder than most, which lowers"
        )
        told.append(f"{whose} interviewers were {how} {{}}")
        raised.add(severity > 0)
    if abs(difficulty) >= HARD:
        how = (
            "harder than most, which raises" if difficulty > 0 else "easier than most, which lowers"
        )
        told.append(f"{whose} questions were {how} {{}}")
        raised.add(difficulty > 0)
    if abs(gap) >= APART and abs(p - usual) < abs(raw_yes - usual):
        told.append("extreme shares are partly luck, which draws {} towards what is usual here")
    elif abs(gap) >= APART and (gap > 0) not in raised:
        verb = "raise" if gap > 0 else "lower"
        told.append(f"newer sessions, single levels and {whose} other rounds {verb} {{}}")
    if not told:
        return "The estimate says about the same as the plain share."
    text = ", and ".join(told).format("the estimate", "it", "it")
    return f"{text[0].upper()}{text[1:]}."


@dataclass(frozen=True)
class GapPoint:
    session: str
    interviewer: int
    at: datetime
    gap: float  # own rating less the interviewer's, mean over what both rated: −3 to 3


@dataclass(frozen=True)
class SelfGap:
    """Own ratings against the interviewers'. `mean` is None while there is not enough evidence."""

    sessions: int
    mean: float | None
    words: str
    trend: tuple[GapPoint, ...]  # empty under four sessions


def self_gap_of(points: Iterable[GapPoint]) -> SelfGap:
    """The mean gap over sessions; within a quarter of a level it counts as agreement."""
    by_time = tuple(sorted(points, key=lambda point: (point.at, point.session)))
    interviewers = len({point.interviewer for point in by_time})
    if not is_enough(sessions=len(by_time), interviewers=interviewers):
        return SelfGap(len(by_time), None, Band.NOT_ENOUGH, ())
    mean = sum(point.gap for point in by_time) / len(by_time)
    if abs(mean) <= AGREES_WITHIN:
        words = "about as your interviewers do"
    else:
        words = (
            "higher than your interviewers do" if mean > 0 else "lower than your interviewers do"
        )
    trend = by_time if len(by_time) >= LEAST_FOR_TREND else ()
    return SelfGap(len(by_time), mean, words, trend)
