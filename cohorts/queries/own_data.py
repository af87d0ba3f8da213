"""Everything the cohorts app knows of a person, for their own export."""

from typing import Any

from django.db.models import F

from accounts.models import User
from cohorts.models import Invitation, Membership
from cohorts.queries.invitations import invitations_of


def own_memberships(user: User) -> list[Any]:
    """Every place the person has or had, without who else is there or what opens the cohort."""
    places = Membership.objects.of(user).order_by("joined_at", "pk")
    return list(places.values("role", "group", "joined_at", "left_at", name=F("cohort__name")))


def own_invitations(user: User) -> list[Any]:
    """Who invited the person to what, under which name; never what opens the invitation."""
    invitations = invitations_of(user).order_by("invited_at", "pk")
    return list(
        invitations.values(
            *("email", "name", "group", "invited_at", "accepted_at"),
            cohort_name=F("cohort__name"),
            invited_by_pseudonym=F("invited_by__profile__pseudonym"),
        )
    )


def own_invitations_sent(user: User) -> list[Any]:
    """When the person invited to which cohort: whom is not theirs to take along."""
    sent = Invitation.objects.filter(invited_by=user).order_by("invited_at", "pk")
    return list(sent.values("invited_at", cohort_name=F("cohort__name")))
