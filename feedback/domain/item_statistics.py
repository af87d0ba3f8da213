"""What is known of a question from the rounds in which it was asked.

The unit is a use: one leg, one candidate, the interviewer's recommendation (1 strong no … 4 strong
yes). Questions are not drawn at random and candidates differ, so a use counts as what it differs
from the same candidate's mean on other questions of the kind (`usual`): its *residual*.

    difficulty = −mean(residual)                      > 0: people do worse on it than elsewhere
    interval   = difficulty ± t(.90, n − 1) · s / √n  80 %; s with MIN_SD as its least

A leak shows in time: those who came later do better than those before them. The first half of the
uses in time is compared with the second (Welch's t on residuals, one-sided); it is suspected at
p < LEAK_P and a gain of at least LEAK_GAIN, with LEAK_USES in each half. Both are hints for an
editor and no proof: with a hundred questions and no leak, about one is suspected.

Below MIN_USES different candidates nothing is said: it would tell an editor, who may know the
people, how one of them did.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray
from scipy import stats

MIN_USES = 5
MIN_SD = 0.25  # of residuals: five equal ones are no certainty
LEVEL = 0.80
LEAK_USES, LEAK_P, LEAK_GAIN = 6, 0.01, 0.5
SPREAD_WIDE = 1.0  # standard deviation of recommendations, of at most 1.5


@dataclass(frozen=True)
class Use:
    """One leg in which the question was asked. None: not known."""

    candidate: int
    at: datetime
    recommendation: int | None  # 1 to 4, of a submitted form
    usual: float | None  # the candidate's mean recommendation on other questions of the kind
    hints: int | None  # shown, of those there are; None if the clock was never started
    overrun_minutes: float | None  # beyond the leg's minutes; negative: it ended early


class Leak(StrEnum):
    NOT_ENOUGH = "not_enough"
    NONE = "none"
    SUSPECTED = "suspected"


@dataclass(frozen=True)
class Difficulty:
    """On the scale of recommendations; 0 is the average question. The interval is 80 %."""

    mean: float
    low: float
    high: float
    uses: int


@dataclass(frozen=True)
class ItemStatistics:
    """None where too little is known."""

    uses: int
    mean: float | None  # recommendation
    spread: float | None  # its standard deviation
    difficulty: Difficulty | None
    hints: float | None  # mean shown per use
    overrun_minutes: float | None  # median
    leak: Leak

    @property
    def is_spread_wide(self) -> bool:
        return self.spread is not None and self.spread >= SPREAD_WIDE


def item_statistics(uses: Sequence[Use]) -> ItemStatistics:
    """The statistics of one question, of any number of uses in any order."""
    ordered = sorted(uses, key=lambda use: (use.at, use.candidate))
    rated = [use for use in ordered if use.recommendation is not None]
    ratings = _column(rated, [use.recommendation for use in rated])
    hints = [use for use in ordered if use.hints is not None]
    timed = [use for use in ordered if use.overrun_minutes is not None]
    hint_counts = _column(hints, [use.hints for use in hints])
    overruns = _column(timed, [use.overrun_minutes for use in timed])
    residuals = _residuals(rated)
    return ItemStatistics(
        uses=len(ordered),
        mean=None if ratings is None else float(ratings.mean()),
        spread=None if ratings is None else float(ratings.std(ddof=1)),
        difficulty=None if residuals is None else _difficulty(residuals),
        hints=None if hint_counts is None else float(hint_counts.mean()),
        overrun_minutes=None if overruns is None else float(np.median(overruns)),
        leak=_leak(residuals),
    )


def _column(
    uses: Sequence[Use], values: Sequence[float | int | None]
) -> NDArray[np.float64] | None:
    """The values, if they are of enough different people to be told."""
    if len({use.candidate for use in uses}) < MIN_USES:
        return None
    return np.array(values, dtype=np.float64)


def _residuals(rated: Sequence[Use]) -> NDArray[np.float64] | None:
    known = [use for use in rated if use.usual is not None]
    return _column(known, [(use.recommendation or 0) - (use.usual or 0.0) for use in known])


def _difficulty(residuals: NDArray[np.float64]) -> Difficulty:
    n = len(residuals)
    error = max(float(residuals.std(ddof=1)), MIN_SD) / np.sqrt(n)
    reach = float(stats.t.ppf(0.5 + LEVEL / 2, df=n - 1) * error)
    mean = float(-residuals.mean())
    return Difficulty(mean=mean, low=mean - reach, high=mean + reach, uses=n)


def _leak(residuals: NDArray[np.float64] | None) -> Leak:
    if residuals is None or len(residuals) < 2 * LEAK_USES:
        return Leak.NOT_ENOUGH
    half = len(residuals) // 2
    early, late = residuals[:half], residuals[half:]
    gain = float(late.mean() - early.mean())
    if gain < LEAK_GAIN:
        return Leak.NONE
    variance = sum(max(part.var(ddof=1), MIN_SD**2) / len(part) for part in (early, late))
    p = float(stats.t.sf(gain / np.sqrt(variance), df=len(residuals) - 2))
    return Leak.SUSPECTED if p < LEAK_P else Leak.NONE
