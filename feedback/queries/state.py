"""How far the feedback of a session is, for one of its two people."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from feedback.domain.release import RELEASE_AFTER
from feedback.models import Review
from feedback.queries.owed import in_writing_order
from interviews.models import Session


@dataclass(frozen=True)
class FeedbackState:
    """Nothing in it says what the other person wrote."""

    session: Session
    partner: str  # pseudonym
    mine: Sequence[Review]  # the forms that the reader writes, in order
    partner_submitted: int
    partner_total: int
    about_me: Sequence[Review]  # released, by the partner
    release_at: datetime | None  # the latest, to whoever has submitted; None: not opened yet

    @property
    def is_open(self) -> bool:
        return bool(self.mine)

    @property
    def next_owed(self) -> Review | None:
        return next((review for review in self.mine if not review.is_submitted), None)

    @property
    def owed_count(self) -> int:
        return sum(not review.is_submitted for review in self.mine)

    @property
    def is_partner_done(self) -> bool:
        return self.partner_submitted == self.partner_total

    @property
    def is_all_released(self) -> bool:
        return self.is_partner_done and self.next_owed is None


def feedback_state(session: Session, *, reader: User) -> FeedbackState:
    """The state of the session's forms for `reader`, one of its people."""
    reviews = list(
        in_writing_order(Review.objects.filter(leg__session=session)).select_related(
            "leg", "subject__profile"
        )
    )
    theirs = [review for review in reviews if review.author_id != reader.pk]
    partner = session.participations.exclude(user=reader).select_related("user__profile").get().user
    return FeedbackState(
        session=session,
        partner=partner.profile.pseudonym,
        mine=[review for review in reviews if review.author_id == reader.pk],
        partner_submitted=sum(review.is_submitted for review in theirs),
        partner_total=len(theirs),
        about_me=[
            review for review in theirs if review.subject_id == reader.pk and review.is_released
        ],
        release_at=min(review.opened_at for review in reviews) + RELEASE_AFTER if reviews else None,
    )


def sessions_waiting_for_release(user: User) -> list[Session]:
    """Sessions of which something about `user` is not released yet, oldest first."""
    waiting = Review.objects.filter(subject=user, released_at=None).exclude(author=user)
    return list(
        Session.objects.filter(pk__in=waiting.values("leg__session"))
        .prefetch_related("participations__user__profile")
        .order_by("starts_at")
    )
