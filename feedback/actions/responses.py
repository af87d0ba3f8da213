"""Thank for a released form, and reply to it."""

from datetime import datetime

from django.db import transaction

from accounts.actions.audit import record_audit
from accounts.models import User
from feedback.models import Review, ReviewReply
from feedback.permissions import can_answer_review
from jobs.actions import enqueue


class CannotAnswer(Exception):
    """Nothing was kept; the message says why to people."""


def _check(review: Review, by: User) -> None:
    if not can_answer_review(by, review):
        raise CannotAnswer("Only the person a form is about can answer it, once it is released.")


@transaction.atomic
def thank_for(review: Review, *, by: User, now: datetime) -> None:
    """Say thank you to the author. The first time counts. Raises CannotAnswer."""
    _check(review, by)
    Review.objects.filter(pk=review.pk, thanked_at=None).update(thanked_at=now)


@transaction.atomic
def reply_to(review: Review, *, text: str, by: User, now: datetime) -> ReviewReply:
    """Reply to the author, once; they are told by mail. The same words again change nothing.

    Raises CannotAnswer.
    """
    _check(review, by)
    reply, is_new = ReviewReply.objects.get_or_create(
        review=review, defaults={"text": text, "replied_at": now}
    )
    if not is_new:
        if reply.text == text:
            return reply  # a second click
        raise CannotAnswer("You have replied already. Your first reply stands.")
    record_audit(review, verb="feedback.reply", by=by, now=now)
    enqueue(
        "feedback.tell_replied",
        key=f"feedback-replied:{review.pk}",
        run_at=now,
        now=now,
        review_id=review.pk,
    )
    return reply
