"""How well chances agree with the truth."""

from dataclasses import dataclass

import numpy as np
from scipy.stats import spearmanr

from tests.benchmarks.readiness.simulator import Site

SESSIONS = ((1, 1), (2, 2), (3, 4), (5, 7), (8, 12), (13, 999))  # of a kind
BINS = 10


@dataclass(frozen=True)
class Judged:
    """Chances of people in kinds, several sites together; arrays of one length."""

    truth: np.ndarray
    p: np.ndarray
    lo80: np.ndarray
    hi80: np.ndarray
    sessions: np.ndarray
    lo95: np.ndarray | None = None
    hi95: np.ndarray | None = None
    strictness: np.ndarray | None = None  # true severity of those who interviewed, on average

    def only(self, rows: np.ndarray) -> "Judged":
        return Judged(*(None if one is None else one[rows] for one in vars(self).values()))

    def between(self, least: int, most: int) -> "Judged":
        return self.only((self.sessions >= least) & (self.sessions <= most))

    @property
    def error(self) -> float:
        return float(np.sqrt(((self.p - self.truth) ** 2).mean()))

    @property
    def coverage(self) -> float:
        return float(((self.lo80 <= self.truth) & (self.truth <= self.hi80)).mean())

    @property
    def coverage_95(self) -> float:
        return float(((self.lo95 <= self.truth) & (self.truth <= self.hi95)).mean())

    @property
    def half_width(self) -> float:
        return float((self.hi80 - self.lo80).mean() / 2)

    @property
    def calibration(self) -> float:
        """Expected calibration error: mean distance of p from the truth, in tenths of p."""
        tenth = np.minimum((self.p * BINS).astype(int), BINS - 1)
        apart = np.bincount(tenth, self.p - self.truth, BINS)
        return float(np.abs(apart).sum() / len(self.p))

    @property
    def taken_for_ability(self) -> float:
        """Slope of p − truth on the interviewers' severity: 0 if nobody pays for their luck."""
        return float(np.polyfit(self.strictness, self.p - self.truth, 1)[0])

    @property
    def lopsided(self) -> "Judged":
        """The fifth whose interviewers were the strictest or the most lenient."""
        apart = np.abs(self.strictness - self.strictness.mean())
        return self.only(apart > np.quantile(apart, 0.8))

    @property
    def rank_correlation(self) -> float:
        return float(spearmanr(self.p, self.truth).statistic)


def judged(
    truth: np.ndarray,
    chances,
    sessions: np.ndarray,
    *,
    has_95: bool = False,
    strictness: np.ndarray | None = None,
) -> Judged:
    """Of all people in all kinds."""
    ends = (chances.lo95.ravel(), chances.hi95.ravel()) if has_95 else (None, None)
    found = (chances.p, chances.lo80, chances.hi80, sessions)
    strict = None if strictness is None else strictness.ravel()
    return Judged(truth.ravel(), *(one.ravel() for one in found), *ends, strict)


def strictness_met(site: Site) -> np.ndarray:
    """(people, kinds) true severity of their interviewers on average, 0 without a session."""
    ratings = site.ratings
    place = {name: code for code, name in enumerate(site.ids)}
    own = site.severity[[place[name] for name in ratings.interviewers]]
    shape = (len(ratings.people), len(ratings.kinds))
    cell = ratings.person * shape[1] + ratings.kind
    number = np.bincount(cell, minlength=shape[0] * shape[1])
    total = np.bincount(cell, own[ratings.interviewer], shape[0] * shape[1])
    return (total / np.maximum(number, 1)).reshape(shape)


def together(parts: list[Judged]) -> Judged:
    columns = zip(*(vars(part).values() for part in parts), strict=True)
    return Judged(*(None if one[0] is None else np.concatenate(one) for one in columns))
