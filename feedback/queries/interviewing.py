"""What is known of somebody as an interviewer, for that person alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from accounts.models import User
from feedback.domain.interviewing import (
    SEVERITY_FROM,
    Applied,
    Rated,
    RatedForm,
    SeenAgain,
    SeverityTip,
    applied,
    rated,
    severity_tip,
)
from feedback.models import Review, ReviewReply
from feedback.queries.readiness_models import own_severity

SHOWN_WORDS = 8


@dataclass(frozen=True)
class OwnTip:
    """The private tip, or how many forms it still needs. Never to be given to anybody else."""

    tip: SeverityTip | None
    forms: int  # that count by now; the tip's are those of last night

    @property
    def missing(self) -> int:
        return max(0, SEVERITY_FROM - self.forms)


@dataclass(frozen=True)
class Words:
    """What a candidate wrote to their interviewer: in the form, or as a reply."""

    text: str
    by: str  # pseudonym
    at: datetime  # of the session
    leg: UUID
    is_reply: bool


@dataclass(frozen=True)
class Thanks:
    count: int  # forms that were thanked for
    words: Sequence[Words]  # the newest


def own_tip(user: User) -> OwnTip:
    """Two queries; the model itself is unpacked once in a process."""
    own = own_severity(user)
    tip = None
    if own is not None:
        tip = severity_tip(value=own.severity, deviation=own.standard_deviation, forms=own.forms)
    return OwnTip(tip=tip, forms=_written(user).count())


def rated_interviewing(user: User) -> Rated:
    """What candidates chose, in released forms alone. One query."""
    rows = _received(user).values_list(
        "leg__session__starts_at", "author_id", "helpfulness", "leg__public_id"
    )
    return rated([RatedForm(*row) for row in rows if row[2]])


def thanks_to(user: User) -> Thanks:
    """What candidates said after an interview, the newest first: three queries."""
    comments = _received(user).exclude(comment="").order_by("-leg__session__starts_at", "-pk")
    replies = (
        ReviewReply.objects.filter(review__in=_written(user, is_counted=False))
        .select_related("review__leg__session", "review__subject__profile")
        .order_by("-review__leg__session__starts_at", "-pk")
    )
    words = [
        *(
            _words(form.comment, form, by=form.author)
            for form in comments.select_related("leg__session", "author__profile")[:SHOWN_WORDS]
        ),
        *(
            _words(reply.text, reply.review, by=reply.review.subject, is_reply=True)
            for reply in replies[:SHOWN_WORDS]
        ),
    ]
    words.sort(key=lambda one: one.at, reverse=True)
    thanked = _written(user, is_counted=False).exclude(thanked_at=None)
    return Thanks(count=thanked.count(), words=words[:SHOWN_WORDS])


def applied_takeaways(user: User) -> Applied:
    """What later interviewers saw of the takeaways that `user` gave. One query.

    Only released forms that count, by others than `user`: nobody reports on themself.
    """
    reports = (
        Review.objects.counted()
        .filter(carried_from__in=_written(user), perspective=Review.Perspective.INTERVIEWER)
        .exclude(author=user)
        .exclude(applied="")
        .order_by("carried_from__leg__session__starts_at", "carried_from", "pk")
    )
    return applied(
        [SeenAgain(*row) for row in reports.values_list("subject", "carried", "applied")]
    )


def _received(user: User) -> QuerySet[Review]:
    """Candidates' forms on `user` that they may read."""
    return Review.objects.counted().filter(subject=user, perspective=Review.Perspective.CANDIDATE)


def _written(user: User, *, is_counted: bool = True) -> QuerySet[Review]:
    """`user`'s forms on candidates."""
    forms = Review.objects.counted() if is_counted else Review.objects.released()
    return forms.filter(author=user, perspective=Review.Perspective.INTERVIEWER)


def _words(text: str, form: Review, *, by: User, is_reply: bool = False) -> Words:
    return Words(
        text=text,
        by=by.profile.pseudonym,
        at=form.leg.session.starts_at,
        leg=form.leg.public_id,
        is_reply=is_reply,
    )
