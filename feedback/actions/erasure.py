"""Forget what somebody who erases their account wrote for themself alone."""

from datetime import datetime

from django.db import transaction
from django.db.models import F, Q

from accounts.models import User
from feedback.models import EditDraft, Moment, Rating, Review, ReviewDispute, ReviewReply


@transaction.atomic
def forget_writing(user: User, *, now: datetime) -> None:
    """Empty the person's drafts and all they wrote about themself; their notes, replies,
    disputes and changes that they have not sent go.

    Nobody is asked any more after the takeaways that they carried along. What they submitted
    about a partner is that partner's feedback and stays, with "Former member" as its author.
    Emptied forms stay as rows: opening a session's forms a second time would bring deleted ones
    back.
    """
    private = Review.objects.filter(
        Q(submitted_at=None) | Q(perspective=Review.Perspective.SELF), author=user
    )
    Review.objects.filter(subject=user).update(carried="", carried_from=None)
    ReviewReply.objects.filter(review__subject=user).delete()
    ReviewDispute.objects.open().filter(review__subject=user).delete()
    ReviewDispute.objects.filter(review__subject=user).update(text="")
    ReviewDispute.objects.filter(closed_by=user).update(note="", closed_by=None)
    Moment.objects.filter(author=user).delete()
    EditDraft.objects.filter(review__author=user).delete()
    Rating.objects.filter(review__in=private).delete()
    private.update(
        recommendation=None,
        beats=[],
        red_flags={},
        takeaways=[],
        applied="",
        drill_key="",
        drill_name="",
        drill="",
        helpfulness={},
        comment="",
        saved_at=None,
        revision=F("revision") + 1,
    )
