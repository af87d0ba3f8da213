"""The rules of a round that a coach may change."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime, timedelta
from typing import Any

from scheduling.domain.matching.weights import DEFAULT_WEIGHTS, Weights
from scheduling.domain.rules import ANSWER_BEFORE_START

PRIORITY_DAYS = 5  # a yes that came to nothing counts as so many days of waiting


@dataclass(frozen=True)
class RoundTerms:
    """How far ahead a round plans, how long people have to answer, and who may meet whom.

    `lowest_gap`: an interviewer stands at most so many levels below the learner (0, −1, −2).
    `again_after_days`: who has met within so many days is not brought together; 0 for no such
    rule. `groups_apart`: members of one group do not meet. `excluded_groups` take no part.
    `notice_hours`: between a round and the first session it may plan.
    """

    horizon_days: int = 14
    notice_hours: int = 12
    answer_hours: int = 48
    lowest_gap: int = DEFAULT_WEIGHTS.lowest_gap
    again_after_days: int = 14
    groups_apart: bool = False
    excluded_groups: tuple[str, ...] = ()

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "RoundTerms":
        """The usual terms but for what `data` says; what it says of others is left out."""
        known = {field.name for field in fields(cls)}
        given = {name: value for name, value in data.items() if name in known}
        if "excluded_groups" in given:
            given["excluded_groups"] = tuple(given["excluded_groups"])
        return cls(**given)

    def to_json(self) -> dict[str, Any]:
        return {**asdict(self), "excluded_groups": list(self.excluded_groups)}

    @property
    def weights(self) -> Weights:
        """The usual weights, without the gaps below `lowest_gap`."""
        usual = DEFAULT_WEIGHTS
        return Weights(
            lowest_gap=self.lowest_gap,
            levels=usual.levels[self.lowest_gap - usual.lowest_gap :],
        )

    @property
    def horizon(self) -> timedelta:
        return timedelta(days=self.horizon_days)

    @property
    def again_after(self) -> timedelta:
        return timedelta(days=self.again_after_days)

    @property
    def notice(self) -> timedelta:
        return timedelta(hours=self.notice_hours)

    @property
    def answer_within(self) -> timedelta:
        return timedelta(hours=self.answer_hours)


def answer_due(terms: RoundTerms, *, now: datetime, starts_at: datetime) -> datetime:
    """Until when a round's proposal made at `now` waits: at most until an hour before it starts."""
    return min(now + terms.answer_within, starts_at - ANSWER_BEFORE_START)


def reliability(*, kept: int, missed: int) -> float:
    """The share of sessions kept, 0 … 1, with a prior of nine kept of ten.

    (kept + 9) / (kept + missed + 10): the mean of a beta posterior, so that one missed session of
    one is 0.82 and not 0, and nobody begins as either perfect or hopeless.
    """
    return (kept + 9) / (kept + missed + 10)


def waited_days(waited: timedelta, *, priority: int) -> int:
    """Whole days of waiting, with PRIORITY_DAYS for each yes that came to nothing."""
    return max(0, waited.days) + PRIORITY_DAYS * priority
