"""Somebody's own page of their interviewing. Nobody else ever reads it: it holds their severity."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from feedback.domain.interviewing import Applied, Rated, SeverityTip
from feedback.models import Review
from feedback.queries.interviewing import (
    OwnTip,
    Thanks,
    applied_takeaways,
    own_tip,
    rated_interviewing,
    thanks_to,
)
from feedback.queries.ledger import Tally, ledgers_of
from feedback.queries.own_criteria import CriterionApart, criteria_apart
from interviews.models import Kind

WIDEST = 1.0  # levels to either side in the picture of a severity


@dataclass(frozen=True)
class SeverityPicture:
    """Places in percent of the width; the middle is where most interviewers are."""

    low: float
    high: float
    point: float


@dataclass(frozen=True)
class Given:
    """Interviews given, ever and in the last 30 days."""

    total: Tally
    recent: Tally
    volunteered: Tally
    kinds: Sequence[tuple[str, Tally]]  # name, ever


@dataclass(frozen=True)
class InterviewingPage:
    own: OwnTip
    picture: SeverityPicture | None
    apart: Sequence[CriterionApart]  # criteria in which they differ most, once there is a tip
    rated: Rated
    thanks: Thanks
    applied: Applied
    outcomes: Sequence[tuple[str, int]]  # in words, how often; the best first
    given: Given

    @property
    def is_empty(self) -> bool:
        return not self.given.total.number


def interviewing_page(user: User, *, now: datetime) -> InterviewingPage:
    """The number of queries does not depend on the rows."""
    own, became = own_tip(user), applied_takeaways(user)
    return InterviewingPage(
        own=own,
        picture=_picture(own.tip) if own.tip else None,
        apart=criteria_apart(user) if own.tip else (),
        rated=rated_interviewing(user),
        thanks=thanks_to(user),
        applied=became,
        outcomes=[
            (str(outcome.label), became.counts.get(outcome.value, 0)) for outcome in Review.Applied
        ]
        if became.is_enough
        else [],
        given=_given(user, now=now),
    )


def _picture(tip: SeverityTip) -> SeverityPicture:
    return SeverityPicture(_percent(tip.low), _percent(tip.high), _percent(tip.levels))


def _percent(levels: float) -> float:
    return 50 * (1 + min(max(levels / WIDEST, -1), 1))


def _given(user: User, *, now: datetime) -> Given:
    ledger = ledgers_of([user.pk], now=now)[user.pk]
    return Given(
        total=ledger.total.given,
        recent=ledger.recent_total.given,
        volunteered=ledger.total.volunteered,
        kinds=[
            (str(Kind(kind).label), totals.given)
            for kind, totals in ledger.ever.items()
            if totals.given.number
        ],
    )
