"""What people still owe each other."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Case, IntegerField, Value, When

from accounts.models import User
from feedback.domain.release import BLOCKED_AFTER
from feedback.models import Review
from feedback.models.reviews import ReviewQuerySet
from interviews.models import Session

# The self-score comes before anything a candidate says or hears of the other person.
_ORDER = Case(
    When(perspective=Review.Perspective.SELF, then=Value(1)),
    When(perspective=Review.Perspective.INTERVIEWER, then=Value(2)),
    default=Value(3),
    output_field=IntegerField(),
)


def in_writing_order(reviews: ReviewQuerySet) -> ReviewQuerySet:
    """Oldest session first; in it the self-score, then the candidate, then the interviewer."""
    return reviews.order_by("opened_at", "leg__session_id", _ORDER, "leg__number")


def reviews_owed(user: User) -> ReviewQuerySet:
    """The forms that `user` has not submitted, in the order in which to write them.

    Oldest session first; leg, session and the subject's profile come along.
    """
    return (
        in_writing_order(Review.objects.owed().filter(author=user))
        .select_related("leg__session", "leg__candidate__profile", "leg__interviewer__profile")
        .select_related("subject__profile")
    )


def reviews_to_remind_of(user: User, *, session_id: int) -> ReviewQuerySet:
    """What `user` owes in a session that was held. A session that turned out as missed asks
    nobody for feedback, whatever was opened before."""
    held = (Session.State.IN_PROGRESS, Session.State.COMPLETED)
    return reviews_owed(user).filter(leg__session=session_id, leg__session__state__in=held)


def is_blocked_by_owed_feedback(user: User, *, now: datetime) -> bool:
    """Whether something has been owed for more than 24 hours: no new booking until it is in."""
    return Review.objects.owed().filter(author=user, opened_at__lt=now - BLOCKED_AFTER).exists()


def session_owed_longest(user: User, *, now: datetime) -> Session | None:
    """The session whose forms keep `user` from booking; None if nothing does."""
    late = Review.objects.owed().filter(author=user, opened_at__lt=now - BLOCKED_AFTER)
    first = late.select_related("leg__session").order_by("opened_at", "pk").first()
    return first.leg.session if first else None


def people_who_owe(ids: Collection[int], *, now: datetime) -> frozenset[int]:
    """Those of `ids` who are kept from booking by `is_blocked_by_owed_feedback`; one query."""
    late = Review.objects.owed().filter(author__in=ids, opened_at__lt=now - BLOCKED_AFTER)
    return frozenset(late.values_list("author", flat=True))
