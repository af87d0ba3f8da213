"""What interviewers are told of their own interviewing: of how many forms, and in which words."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from statistics import fmean
from uuid import UUID

from feedback.domain.answers import HELPFULNESS

SEVERITY_FROM = 7  # forms in the fit, before anything is said of a severity
RATED_FROM, RATERS_FROM = 3, 2  # forms, and people who wrote them, before a mean is shown
TREND_FROM = 4  # forms, before the newer ones are held against the older ones
Z80 = 1.2816
SD_IN_LEVELS = 0.9  # a rating's standard deviation when levels are given as often as usual
USED = ("applied", "partly")  # Review.Applied values
NEAR = 0.25  # standard deviations of a rating: about what interviewers differ by


class Side(StrEnum):
    STRICTER = "stricter"
    MILDER = "milder"
    ALIKE = "alike"  # the range holds no difference that would matter
    OPEN = "open"  # the range holds both sides


_WORDS = {
    Side.ALIKE: "You rate like most interviewers here",
    Side.OPEN: "Nothing stands out so far: you may rate a little stricter or milder than most",
}
_ADVICE = {
    Side.STRICTER: (
        "Before you choose a 1 or a 2, read the level above it once more and say what is missing"
        " for it. Hold people against those words, not against the best candidate you have met."
    ),
    Side.MILDER: (
        "Before you choose a 3 or a 4, look for the moment that shows it. If there is none, read"
        " the level below once more."
    ),
    Side.ALIKE: "Keep going by the words of the levels, with a quote or a moment for each.",
    Side.OPEN: (
        "Go by the words of the levels, with a quote or a moment for each. More forms make the"
        " range narrower."
    ),
}


@dataclass(frozen=True)
class SeverityTip:
    """How much stricter than most somebody rates, in levels of four; negative: milder."""

    side: Side
    words: str
    advice: str
    levels: float
    low: float  # of the 80 % interval
    high: float
    forms: int

    @property
    def effect(self) -> str:
        """ "about 0.2 of a level less than a typical interviewer here"."""
        size = round(abs(self.levels), 1)
        if not size:
            return "the same, to a tenth of a level, as a typical interviewer here"
        more = "less" if self.levels > 0 else "more"
        return f"about {size} of a level {more} than a typical interviewer here"

    @property
    def interval(self) -> str:
        """ "−0.1 to +0.4", in levels."""
        return f"{_signed(self.low)} to {_signed(self.high)}"


def _signed(levels: float) -> str:
    size = f"{abs(levels):.1f}"
    return size if size == "0.0" else f"{'+' if levels > 0 else '−'}{size}"


def severity_tip(*, value: float, deviation: float, forms: int) -> SeverityTip | None:
    """The tip for a severity of the readiness model; None under SEVERITY_FROM forms.

    `value` (positive: stricter) and its standard `deviation` are in standard deviations of a
    rating, which SD_IN_LEVELS turns into levels. A side is named only where the whole 80 %
    interval, value ± 1.2816 deviations, lies on it.
    """
    if forms < SEVERITY_FROM:
        return None
    low, high = value - Z80 * deviation, value + Z80 * deviation
    side = _side(low, high)
    return SeverityTip(
        side=side,
        words=_WORDS.get(side) or f"You rate {_degree(value)}{side} than most interviewers here",
        advice=_ADVICE[side],
        levels=value * SD_IN_LEVELS,
        low=low * SD_IN_LEVELS,
        high=high * SD_IN_LEVELS,
        forms=forms,
    )


def _side(low: float, high: float) -> Side:
    if low > 0:
        return Side.STRICTER
    if high < 0:
        return Side.MILDER
    return Side.ALIKE if max(-low, high) <= NEAR else Side.OPEN


def _degree(value: float) -> str:
    if abs(value) < NEAR:
        return "a little "
    return "" if abs(value) < 2 * NEAR else "much "


@dataclass(frozen=True)
class RatedForm:
    """What one candidate chose in their form on the interviewer: 1 to 4 for each question."""

    at: datetime
    author: int
    scores: Mapping[str, int]  # never empty
    leg: UUID | None = None  # whose report holds the form

    @property
    def mean(self) -> float:
        return fmean(self.scores.values())


@dataclass(frozen=True)
class RatedQuestion:
    name: str
    mean: float
    counts: tuple[tuple[int, str, int], ...]  # (level, its words, how many chose it), 4 first


@dataclass(frozen=True)
class Rated:
    """All forms on somebody's interviewing; no questions until there are enough of them."""

    forms: int
    people: int
    questions: Sequence[RatedQuestion] = ()
    next_step: tuple[str, str] | None = None  # the lowest question, and what its next level says
    older_mean: float | None = None  # of the older half of the forms, with TREND_FROM
    newer_mean: float | None = None
    trend: Sequence[RatedForm] = ()  # oldest first, with TREND_FROM

    @property
    def missing_forms(self) -> int:
        return max(0, RATED_FROM - self.forms)


def rated(forms: Sequence[RatedForm]) -> Rated:
    """The means of each question from RATED_FROM forms by RATERS_FROM people on."""
    people = len({form.author for form in forms})
    if len(forms) < RATED_FROM or people < RATERS_FROM:
        return Rated(len(forms), people)
    by_time = sorted(forms, key=lambda form: form.at)
    half = len(by_time) // 2
    has_trend = len(by_time) >= TREND_FROM
    questions = {
        slug: _question(slug, Counter(form.scores[slug] for form in forms if slug in form.scores))
        for slug in HELPFULNESS
        if any(slug in form.scores for form in forms)
    }
    return Rated(
        forms=len(forms),
        people=people,
        questions=list(questions.values()),
        next_step=_next_step(questions),
        older_mean=fmean(form.mean for form in by_time[:half]) if has_trend else None,
        newer_mean=fmean(form.mean for form in by_time[-half:]) if has_trend else None,
        trend=by_time if has_trend else (),
    )


def _question(slug: str, chosen: Counter[int]) -> RatedQuestion:
    name, words = HELPFULNESS[slug]
    counts = tuple((level, words[level - 1], chosen[level]) for level in (4, 3, 2, 1))
    return RatedQuestion(name, fmean(chosen.elements()), counts)


def _next_step(questions: Mapping[str, RatedQuestion]) -> tuple[str, str] | None:
    lowest = min(questions, key=lambda slug: questions[slug].mean)
    mean = questions[lowest].mean
    if mean == len(HELPFULNESS[lowest][1]):
        return None  # everybody chose the highest everywhere
    return questions[lowest].name, HELPFULNESS[lowest][1][math.floor(mean)]


@dataclass(frozen=True)
class SeenAgain:
    """What a later interviewer saw of a takeaway. `applied` is a Review.Applied value."""

    candidate: int
    text: str
    applied: str


@dataclass(frozen=True)
class Applied:
    """What became of somebody's takeaways; nothing is told until there are enough reports."""

    reports: int
    is_enough: bool
    counts: Mapping[str, int]  # by Review.Applied value
    used: Sequence[str]  # takeaways that were applied, in part at least; the first given first

    @property
    def used_reports(self) -> int:
        """How many reports saw one applied, in part at least."""
        return sum(self.counts.get(name, 0) for name in USED)


def applied(seen: Sequence[SeenAgain]) -> Applied:
    """`seen` is in the order in which the takeaways were given.

    The same rule as for means, so that no single report can be read from the numbers. Which
    takeaway was not applied is never said: it would tell of one candidate's later session.
    """
    is_enough = len(seen) >= RATED_FROM and len({one.candidate for one in seen}) >= RATERS_FROM
    if not is_enough:
        return Applied(len(seen), is_enough=False, counts={}, used=())
    used = [one.text for one in seen if one.applied in USED]
    counts = Counter(one.applied for one in seen)
    return Applied(len(seen), is_enough=True, counts=counts, used=list(dict.fromkeys(used)))
