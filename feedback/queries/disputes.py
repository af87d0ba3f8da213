"""Disputed forms, for those who decide."""

from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet

from accounts.models import User
from cohorts.queries.memberships import happened_to_members_of
from feedback.models import Review, ReviewDispute

_PEOPLE = ("review__leg__session", "review__author__profile", "review__subject__profile")


def dispute_of_leg(leg_public_id: UUID) -> ReviewDispute | None:
    """The dispute of what the leg's interviewer wrote, with its people."""
    found = ReviewDispute.objects.filter(
        review__leg__public_id=leg_public_id, review__perspective=Review.Perspective.INTERVIEWER
    )
    return found.select_related(*_PEOPLE, "closed_by__profile").first()


def review_disputes_to_decide(user: User) -> "QuerySet[ReviewDispute]":
    """Open disputes that `user` may decide, as in `can_decide_dispute_of`; oldest first."""
    found = ReviewDispute.objects.open().exclude(Q(review__author=user) | Q(review__subject=user))
    if not user.has_perm("feedback.change_reviewdispute"):
        whose = {"user": OuterRef("review__subject")}
        starts_at = "review__leg__session__starts_at"
        found = found.filter(happened_to_members_of(user, starts_at=starts_at, **whose))
    return found.select_related(*_PEOPLE).order_by("opened_at", "pk")
