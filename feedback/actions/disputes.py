"""Dispute a form, decide whether it counts, and take that back."""

from datetime import datetime

from django.db import transaction

from accounts.actions.audit import record_audit
from accounts.models import User
from cohorts.queries.memberships import coaches_of_at
from feedback.actions.readiness import request_updates
from feedback.domain.mail_times import next_morning
from feedback.models import Review, ReviewDispute
from feedback.permissions import can_decide_dispute_of, can_dispute_review
from jobs.actions import Work, enqueue, enqueue_all


class CannotDispute(Exception):
    """Nothing was changed; the message says why to people."""


@transaction.atomic
def dispute_review(review: Review, *, text: str, by: User, now: datetime) -> ReviewDispute:
    """The candidate disputes what an interviewer wrote, once. It counts until it is upheld.

    A second time returns the dispute that is there. Raises CannotDispute.
    """
    if not can_dispute_review(by, review):
        raise CannotDispute("Only the candidate can dispute a form on them, once it is released.")
    dispute, is_new = ReviewDispute.objects.get_or_create(
        review=review, defaults={"text": text, "opened_at": now}
    )
    if is_new:
        record_audit(review, verb="feedback.dispute", by=by, now=now)
        _tell_coaches(review, now=now)
    return dispute


def _tell_coaches(review: Review, *, now: datetime) -> None:
    """Each coach who may decide: with all that comes until their next morning in one mail."""
    coaches = coaches_of_at(review.subject, at=review.leg.session.starts_at)
    mornings = [
        (coach, next_morning(now, zone=coach.profile.timezone))
        for coach in coaches
        if can_decide_dispute_of(coach, review)
    ]
    enqueue_all(
        [
            Work(
                "feedback.tell_coach_of_disputes",
                key=f"review-disputes:{coach.pk}:{run_at:%Y-%m-%d}",
                run_at=run_at,
                arguments={"user_id": coach.pk, "since": now.isoformat()},
            )
            for coach, run_at in mornings
        ],
        now=now,
    )


@transaction.atomic
def decide_dispute(
    dispute: ReviewDispute, *, is_upheld: bool, note: str, by: User, now: datetime
) -> None:
    """Upheld: the form counts no more in anybody's readiness. Dismissed: it counts as before.

    Both people are told. Deciding the same twice changes nothing. Raises CannotDispute.
    """
    _check_decider(dispute, by)
    state = ReviewDispute.State.UPHELD if is_upheld else ReviewDispute.State.DISMISSED
    # One statement decides: of two coaches at the same moment the second reads that it is done.
    closed = ReviewDispute.objects.open().filter(pk=dispute.pk)
    if not closed.update(state=state, closed_at=now, closed_by=by, note=note):
        dispute.refresh_from_db()
        if (dispute.state, dispute.closed_by_id) == (state, by.pk):
            return  # a second click
        raise CannotDispute("This dispute was decided already. Nothing was changed.")
    Review.objects.filter(pk=dispute.review_id).update(is_excluded=is_upheld)
    request_updates([dispute.review], cause=state, now=now)
    record_audit(dispute.review, verb=f"feedback.dispute_{state}", by=by, now=now, note=note)
    for user_id in (dispute.review.author_id, dispute.review.subject_id):
        enqueue(
            "feedback.tell_settled",
            key=f"feedback-settled:{dispute.pk}:{user_id}:{now:%Y%m%d%H%M%S}",
            run_at=now,
            now=now,
            review_id=dispute.review_id,
            user_id=user_id,
            state=state,
        )


@transaction.atomic
def reopen_dispute(dispute: ReviewDispute, *, by: User, now: datetime) -> None:
    """Take the decision back: the form counts until it is decided anew. Raises CannotDispute."""
    _check_decider(dispute, by)
    closed = ReviewDispute.objects.exclude(state=ReviewDispute.State.OPEN).filter(pk=dispute.pk)
    if not closed.update(state=ReviewDispute.State.OPEN, closed_at=None, closed_by=None, note=""):
        return  # a second click
    Review.objects.filter(pk=dispute.review_id).update(is_excluded=False)
    request_updates([dispute.review], cause="reopened", now=now)
    record_audit(dispute.review, verb="feedback.dispute_reopened", by=by, now=now)


def _check_decider(dispute: ReviewDispute, by: User) -> None:
    if not can_decide_dispute_of(by, dispute.review):
        raise CannotDispute("A coach of the candidate decides, or staff.")
