"""Choose what the next interviewer looks for."""

from datetime import datetime

from django.db import transaction

from accounts.actions.audit import record_audit
from accounts.models import User
from feedback.models import Review


class CannotCarry(Exception):
    """The choice was not kept; the message says why to people."""


@transaction.atomic
def carry_takeaway(review: Review, *, number: int, by: User, now: datetime) -> None:
    """Carry takeaway `number` (from 1) of a released review to the next interviewer; 0: none.

    The last choice counts. Forms that are open already keep what they were opened with. Raises
    CannotCarry.
    """
    locked = Review.objects.select_for_update().get(pk=review.pk)
    is_about = locked.subject_id == by.pk and locked.perspective == Review.Perspective.INTERVIEWER
    if not (is_about and locked.is_released):
        raise CannotCarry("Only the person it was written for chooses what to take along.")
    if not 0 <= number <= len(locked.takeaways):
        raise CannotCarry("There is no such takeaway. Nothing was changed.")
    if locked.carries == number:
        return
    Review.objects.filter(pk=locked.pk).update(carries=number)
    record_audit(locked, verb="feedback.carry_takeaway", by=by, now=now, number=number)
