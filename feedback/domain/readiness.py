"""Where a candidate stands, from what their interviewers saw. docs/readiness.md explains it.

Unit: the session. Everything one interviewer says of one session becomes one value from 1 to 4.

    value_j = ability + severity(interviewer_j) + noise_j
    ability ~ N(2.5, 0.25)    severity ~ N(0, 0.066)    noise_j ~ N(0, noise variance of j)

All of it is Gaussian, so the posterior has a closed form: with one group for each interviewer i,

    mean_i   = (Σ value_j / noise_j) / (Σ 1 / noise_j)
    weight_i = 1 / (0.066 + 1 / (Σ 1 / noise_j))
    variance = 1 / (1 / 0.25 + Σ weight_i)
    mean     = variance · (2.5 / 0.25 + Σ weight_i · mean_i)

and the 80 % interval is mean ± 1.2816 · √variance, cut to 1–4. Minimum to say anything: three
sessions with two interviewers. The variances are the shipped defaults of the project's
simulation study (310,000 ratings) on normal scores; one of its units is taken as one rating
point (0.96 when the four steps are used by 10, 30, 40 and 20 % of the forms).
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from math import erf, sqrt

LOWEST, HIGHEST = 1.0, 4.0
PRIOR_MEAN = 2.5  # between "no" and "yes": says neither
BETWEEN_PEOPLE = 0.25  # variance of ability
SEVERITY = 0.066  # of interviewers, shared by all sessions with the same one
DIFFICULTY = 0.028  # of packets: nearly every session has another one
SESSION = 0.17  # the day's form and the halo: shared by all that one form says
CRITERION = 0.34  # what a single criterion adds
RECOMMENDATION = 0.31  # what the recommendation adds
DRIFT_PER_DAY = 3.4e-4  # ability moves on: an older session says less of today

Z_80 = 1.2816
MIN_SESSIONS = 3
MIN_INTERVIEWERS = 2
MIN_TREND_SESSIONS = 4
YES_LINE = 2.5  # recommendations 3 and 4 lie above it
STRONG_LINE = 3.0


class Band(StrEnum):
    NOT_ENOUGH = "not enough evidence yet"
    NOT_YET = "not yet"
    GETTING_THERE = "getting there"
    READY = "ready"
    STRONG = "strong"


@dataclass(frozen=True)
class Observation:
    """What one session says of one ability: `value` 1–4, `noise` its variance without severity."""

    session: str
    interviewer: int
    at: datetime
    value: float
    noise: float


@dataclass(frozen=True)
class Estimate:
    mean: float  # 1–4
    sd: float

    @property
    def low(self) -> float:
        return max(LOWEST, self.mean - Z_80 * self.sd)

    @property
    def high(self) -> float:
        return min(HIGHEST, self.mean + Z_80 * self.sd)


@dataclass(frozen=True)
class TrendPoint:
    """A session's own value, and where the estimate stood right after it."""

    session: str
    at: datetime
    value: float
    mean: float
    low: float
    high: float


@dataclass(frozen=True)
class Standing:
    """What may be said of one ability. The numbers are None while there is not enough evidence."""

    band: Band
    mean: float | None
    low: float | None  # 80 % interval
    high: float | None
    raw_mean: float | None  # the plain mean of the sessions, nothing drawn towards the middle
    sessions: int
    interviewers: int
    last_at: datetime | None
    trend: tuple[TrendPoint, ...]  # empty under four sessions

    @property
    def is_enough(self) -> bool:
        return self.band != Band.NOT_ENOUGH

    @property
    def sessions_missing(self) -> int:
        return max(0, MIN_SESSIONS - self.sessions)

    @property
    def interviewers_missing(self) -> int:
        return max(0, MIN_INTERVIEWERS - self.interviewers)


def criteria_noise(count: int) -> float:
    """Variance of the mean of `count` ≥ 1 criteria of one form, without severity."""
    return SESSION + DIFFICULTY + CRITERION / count


def round_observation(
    *, session: str, interviewer: int, at: datetime, recommendation: int, scores: Sequence[int]
) -> Observation:
    """What a form says of its round: the recommendation and the mean of the criteria, half each.

    Without any criterion observed it is the recommendation alone.
    """
    if not scores:
        noise = SESSION + DIFFICULTY + RECOMMENDATION
        return Observation(session, interviewer, at, float(recommendation), noise)
    value = (recommendation + sum(scores) / len(scores)) / 2
    noise = SESSION + DIFFICULTY + (RECOMMENDATION + CRITERION / len(scores)) / 4
    return Observation(session, interviewer, at, value, noise)


def competency_observation(
    *, session: str, interviewer: int, at: datetime, scores: Sequence[int]
) -> Observation:
    """What a form says of a competency: the mean of its criteria (one at least)."""
    value = sum(scores) / len(scores)
    return Observation(session, interviewer, at, value, criteria_noise(len(scores)))


def estimate(observations: Iterable[Observation], *, now: datetime) -> Estimate:
    """The posterior of the ability at `now`; with no observation it is the prior.

    The order of the observations does not matter. Each more one narrows the interval; one with
    an interviewer met before narrows it less. The drift makes an old one count less: its age
    adds to its own noise (an approximation that forgets what old sessions share).
    """
    groups: dict[int, list[tuple[float, float]]] = defaultdict(list)
    for seen in sorted(observations, key=lambda seen: (seen.at, seen.session)):
        age_days = max(0.0, (now - seen.at).total_seconds() / 86_400)
        groups[seen.interviewer].append((seen.value, seen.noise + DRIFT_PER_DAY * age_days))
    precision = 1 / BETWEEN_PEOPLE
    weighted = PRIOR_MEAN / BETWEEN_PEOPLE
    for group in groups.values():
        inner = sum(1 / noise for _, noise in group)
        group_mean = sum(value / noise for value, noise in group) / inner
        weight = 1 / (SEVERITY + 1 / inner)
        precision += weight
        weighted += weight * group_mean
    return Estimate(mean=weighted / precision, sd=sqrt(1 / precision))


def band_of(found: Estimate) -> Band:
    """The word for where the whole interval lies, not the point."""
    if found.low >= STRONG_LINE:
        return Band.STRONG
    if found.low >= YES_LINE:
        return Band.READY
    return Band.GETTING_THERE if found.high >= YES_LINE else Band.NOT_YET


def standing_of(observations: Sequence[Observation], *, now: datetime) -> Standing:
    """All that may be said of one ability at `now` (UTC) from `observations`, in any order."""
    by_time = sorted(observations, key=lambda seen: (seen.at, seen.session))
    interviewers = len({seen.interviewer for seen in by_time})
    last_at = by_time[-1].at if by_time else None
    if len(by_time) < MIN_SESSIONS or interviewers < MIN_INTERVIEWERS:
        return Standing(
            *(Band.NOT_ENOUGH, None, None, None, None),
            sessions=len(by_time),
            interviewers=interviewers,
            last_at=last_at,
            trend=(),
        )
    found = estimate(by_time, now=now)
    return Standing(
        band=band_of(found),
        mean=found.mean,
        low=found.low,
        high=found.high,
        raw_mean=sum(seen.value for seen in by_time) / len(by_time),
        sessions=len(by_time),
        interviewers=interviewers,
        last_at=last_at,
        trend=_trend(by_time),
    )


def _trend(by_time: Sequence[Observation]) -> tuple[TrendPoint, ...]:
    if len(by_time) < MIN_TREND_SESSIONS:
        return ()
    points = []
    for count, seen in enumerate(by_time, start=1):
        found = estimate(by_time[:count], now=seen.at)
        points.append(
            TrendPoint(seen.session, seen.at, seen.value, found.mean, found.low, found.high)
        )
    return tuple(points)


def chance_words(low: float, high: float) -> str:
    """How often a typical peer here would say yes, in words, for an interval of the ability.

    P(recommendation ≥ 3) = Φ((ability − 2.5) / √0.574) at both ends: a new interviewer, a new
    packet and another day's form. It is about peers here, never about an offer.
    """
    spread = sqrt(RECOMMENDATION + SESSION + SEVERITY + DIFFICULTY)
    words = [_how_often((1 + erf((end - YES_LINE) / spread / sqrt(2))) / 2) for end in (low, high)]
    return words[0] if words[0] == words[1] else f"{words[0]} to {words[1]}"


def _how_often(share: float) -> str:
    for limit, words in (
        (0.15, "almost never"),
        (0.4, "seldom"),
        (0.6, "about half of the time"),
        (0.85, "mostly"),
    ):
        if share < limit:
            return words
    return "almost always"


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
    """The mean gap over sessions; within ± 0.25 it counts as agreement."""
    by_time = tuple(sorted(points, key=lambda point: (point.at, point.session)))
    interviewers = len({point.interviewer for point in by_time})
    if len(by_time) < MIN_SESSIONS or interviewers < MIN_INTERVIEWERS:
        return SelfGap(len(by_time), None, Band.NOT_ENOUGH, ())
    mean = sum(point.gap for point in by_time) / len(by_time)
    if abs(mean) <= 0.25:
        words = "about as your interviewers do"
    else:
        words = (
            "higher than your interviewers do" if mean > 0 else "lower than your interviewers do"
        )
    trend = by_time if len(by_time) >= MIN_TREND_SESSIONS else ()
    return SelfGap(len(by_time), mean, words, trend)
