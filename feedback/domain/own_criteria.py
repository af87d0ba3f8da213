"""The criteria in which an interviewer differs from others who rated the same candidates.

The readiness model counts a severity as the same in all criteria, so this stands beside it. A
form is compared with each form that somebody else wrote on the same candidate in the same kind of
round, criterion by criterion, less the median difference of the two: severity, the day and how
far the candidate had come fall away. A criterion is named if Student's t is beyond what would name
any criterion at all in one case of twenty (Bonferroni), twice: with each candidate counted once,
and with each other interviewer counted once, because those have habits of their own. A second one
is held against what is left, so that one odd criterion does not make the others look odd.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import inf, sqrt
from statistics import fmean, median, stdev

from scipy.stats import t as student

CANDIDATES_FROM = 5  # who were rated by both, for each criterion
OTHERS_FROM = 5  # interviewers that one is compared with, for each criterion
SHARED_FROM = 3  # criteria that two forms must share
FALSE_ALARM = 0.05
MATTERS = 0.25  # of a level
MOST = 2


@dataclass(frozen=True)
class FormScores:
    """The levels of one interviewer's form, by criterion."""

    candidate: int
    author: int
    kind: str
    scores: Mapping[str, int]


@dataclass(frozen=True)
class Differing:
    kind: str
    criterion: str
    is_lower: bool  # than the rest of one's form, held against others' forms


@dataclass
class _Found:
    by_candidate: dict[int, list[float]] = field(default_factory=lambda: defaultdict(list))
    by_other: dict[int, list[float]] = field(default_factory=lambda: defaultdict(list))

    @property
    def can_be_judged(self) -> bool:
        return len(self.by_candidate) >= CANDIDATES_FROM and len(self.by_other) >= OTHERS_FROM

    def surety(self, *, tests: int) -> float:
        """Negative: lower. Beyond 1 on either side it is sure, among so many `tests`."""
        both = [
            _surety([fmean(one) for one in by.values()], tests=tests)
            for by in (self.by_candidate, self.by_other)
        ]
        least = min(both, key=abs)
        return least if both[0] * both[1] > 0 else 0.0


def criteria_that_differ(
    own: Sequence[FormScores], others: Sequence[FormScores]
) -> list[Differing]:
    """At most MOST, the surest first. `others` may hold forms on anybody."""
    pairs = list(_pairs(own, others))
    named: list[Differing] = []
    while len(named) < MOST and (one := _surest(pairs, named)):
        named.append(one)
    return named


def _surest(
    pairs: Sequence[tuple[FormScores, FormScores]], named: Sequence[Differing]
) -> Differing | None:
    """The surest that is not `named` yet, held against what is not; None if none is sure."""
    known = {(one.kind, one.criterion) for one in named}
    found: dict[tuple[str, str], _Found] = defaultdict(_Found)
    for one, other in pairs:
        scores = {key: level for key, level in one.scores.items() if (one.kind, key) not in known}
        for criterion, apart in _apart(scores, other.scores):
            at = found[one.kind, criterion]
            at.by_candidate[one.candidate].append(apart)
            at.by_other[other.author].append(apart)
    judged = {key: at for key, at in found.items() if at.can_be_judged}
    sureties = {key: at.surety(tests=len(judged)) for key, at in judged.items()}
    surest = max(sureties, key=lambda key: abs(sureties[key]), default=None)
    if surest is None or abs(sureties[surest]) <= 1:
        return None
    return Differing(*surest, is_lower=sureties[surest] < 0)


def _pairs(
    own: Sequence[FormScores], others: Sequence[FormScores]
) -> Iterator[tuple[FormScores, FormScores]]:
    on = defaultdict(list)
    for other in others:
        on[other.candidate, other.kind].append(other)
    for one in own:
        for other in on[one.candidate, one.kind]:
            yield one, other


def _apart(one: Mapping[str, int], other: Mapping[str, int]) -> list[tuple[str, float]]:
    """How much higher `one` is in each shared criterion than `other`, less the median of that."""
    gaps = {name: one[name] - other[name] for name in one if name in other}
    if len(gaps) < SHARED_FROM:
        return []
    usual = median(gaps.values())
    return [(name, gap - usual) for name, gap in gaps.items()]


def _surety(values: Sequence[float], *, tests: int) -> float:
    """Student's t of `values` over what it has to be; 0 for a mean that does not matter."""
    mean, error = fmean(values), stdev(values) / sqrt(len(values))
    if abs(mean) < MATTERS:
        return 0.0
    needed = float(student.ppf(1 - FALSE_ALARM / (2 * tests), len(values) - 1))
    return mean / error / needed if error else mean * inf
