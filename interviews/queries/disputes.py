"""Disputes about who came, for pages and for one's own export."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from accounts.models import User
from cohorts.models import Cohort, Membership
from interviews.models import Dispute, Session

_PEOPLE = ("by__profile", "place__user__profile", "place__session", "closed_by__profile")


def find_dispute(public_id: UUID) -> Dispute | None:
    return Dispute.objects.filter(public_id=public_id).select_related(*_PEOPLE).first()


def disputes_of(session: Session) -> list[Dispute]:
    """Every dispute about the session, oldest first, with its people: one query."""
    found = Dispute.objects.filter(place__session=session).select_related(*_PEOPLE)
    return list(found.order_by("opened_at", "pk"))


def disputes_to_decide(user: User) -> "QuerySet[Dispute]":
    """Open disputes between people of whom `user` coaches one; for staff, all. Oldest first.

    Whether one of them may really be decided by `user` (was a member then) is asked of each in
    `can_decide_dispute`.
    """
    found = Dispute.objects.open().exclude(place__session__participations__user=user)
    if not user.has_perm("interviews.change_dispute"):
        members = Membership.objects.current().members()
        coached = members.filter(cohort__in=Cohort.objects.coached_by(user)).values("user")
        found = found.filter(place__session__participations__user__in=coached)
    return found.select_related(*_PEOPLE).order_by("opened_at", "pk").distinct()


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
