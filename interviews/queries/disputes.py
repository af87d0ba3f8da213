"""Disputes about who came, for pages and for one's own export."""

from typing import Any
from uuid import UUID

from django.db.models import OuterRef, QuerySet

from accounts.models import User
from cohorts.queries.memberships import happened_to_members_of
from interviews.models import Dispute, Session

_PEOPLE = ("by__profile", "place__user__profile", "place__session", "closed_by__profile")


def find_dispute(public_id: UUID) -> Dispute | None:
    return Dispute.objects.filter(public_id=public_id).select_related(*_PEOPLE).first()


def disputes_of(session: Session) -> list[Dispute]:
    """Every dispute about the session, oldest first, with its people: one query."""
    found = Dispute.objects.filter(place__session=session).select_related(*_PEOPLE)
    return list(found.order_by("opened_at", "pk"))


def disputes_to_decide(user: User) -> "QuerySet[Dispute]":
    """Open disputes that `user` may decide, as in `can_decide_dispute`; oldest first.

    A coach has those of people who were their members at the time; staff have all.
    """
    found = Dispute.objects.open().exclude(place__session__participations__user=user)
    if not user.has_perm("interviews.change_dispute"):
        whose = {"user__participations__session": OuterRef("place__session")}
        starts_at = "place__session__starts_at"
        found = found.filter(happened_to_members_of(user, starts_at=starts_at, **whose))
    return found.select_related(*_PEOPLE).order_by("opened_at", "pk")


def own_disputes(user: User) -> list[Any]:
    """What the person disputed, and what was disputed of their own mark, without others' words."""
    found = Dispute.objects.filter(by=user) | Dispute.objects.filter(place__user=user)
    return [
        {
            "session": str(dispute.place.session.public_id),
            "about_me": dispute.place.user_id == user.pk,
            "by_me": dispute.by_id == user.pk,
            "mark": dispute.mark,
            "claimed": dispute.claimed,
            "text": dispute.text if dispute.by_id == user.pk else "",
            "state": dispute.state,
            "result": dispute.result,
            "opened_at": dispute.opened_at,
            "closed_at": dispute.closed_at,
        }
        for dispute in found.select_related("place__session").distinct().order_by("opened_at")
    ]
