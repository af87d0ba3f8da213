"""Forget what somebody who erases their account wrote for themself alone."""

from datetime import datetime

from django.db import transaction
from django.db.models import F, Q

from accounts.models import User
from feedback.models import Rating, Review


@transaction.atomic
def forget_writing(user: User, *, now: datetime) -> None:
    """Empty the person's drafts and all they wrote about themself.

    What they submitted about a partner is that partner's feedback and stays, with "Former
    member" as its author. Emptied forms stay as rows: opening a session's forms a second time
    would bring deleted ones back.
    """
    private = Review.objects.filter(
        Q(submitted_at=None) | Q(perspective=Review.Perspective.SELF), author=user
    )
    Rating.objects.filter(review__in=private).delete()
    private.update(
        recommendation=None,
        beats=[],
        red_flags={},
        takeaways=[],
        drill="",
        helpfulness={},
        comment="",
        saved_at=None,
        revision=F("revision") + 1,
    )
