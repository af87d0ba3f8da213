"""Everything the scheduling app knows of a person, for their own export."""

from typing import Any

from django.db.models import F

from accounts.models import User
from interviews.models import Participation, Session
from interviews.queries.sessions import place_of, with_people
from scheduling.models import (
    AvailabilityException,
    CalendarFeed,
    Decline,
    MatchOutcome,
    MatchPreference,
    Proposal,
    WeeklyWindow,
)
from scheduling.queries.limits import exported_limits
from scheduling.queries.roles import roles_in_session


def own_availability(user: User) -> dict[str, Any]:
    """Weekly hours and dates that differ, in the person's local time, and limits."""
    windows = WeeklyWindow.objects.filter(user=user)
    exceptions = AvailabilityException.objects.filter(user=user)
    return {
        "weekly": list(windows.values("weekday", "starts", "ends")),
        "dates": list(exceptions.values("date", "starts", "ends")),
        "limits": exported_limits(user),
    }


def own_feed(user: User) -> list[Any]:
    """When the calendar address was made; never what opens it."""
    return list(CalendarFeed.objects.filter(user=user).values("created_at"))


def own_proposals(user: User) -> list[Any]:
    """What the person asked and was asked, with the partner's pseudonym."""
    proposals = Proposal.objects.of(user).select_related("proposer__profile", "partner__profile")
    return [
        {
            "id": str(proposal.public_id),
            "asked_by": proposal.proposer.profile.pseudonym,
            "asked": proposal.partner.profile.pseudonym,
            "is_move": proposal.is_move,
            "mode": proposal.mode,
            "asker_practises": proposal.get_proposer_kind_display(),
            "asked_practises": proposal.get_partner_kind_display(),
            "starts_at": proposal.starts_at,
            "ends_at": proposal.ends_at,
            "message": proposal.message,
            "state": proposal.state,
            "answer_reason": proposal.answer_reason,
            "proposed_by_site": proposal.is_by_site,
            "i_said_yes_at": dict(proposal.acceptances)[user.pk],
            "created_at": proposal.created_at,
        }
        for proposal in proposals.order_by("created_at")
    ]


def own_declines(user: User) -> list[Any]:
    """What the person said no to and why; never what others said of them."""
    nos = Decline.objects.filter(user=user).order_by("created_at", "pk")
    return list(
        nos.values(
            *("why", "note", "starts_at", "ends_at", "created_at"),
            partner=F("other__profile__pseudonym"),
        )
    )


def own_rounds(user: User) -> dict[str, Any]:
    """Whether partners are found for the person, and what each round found for them.

    Whom a coach had meet whom, and which of it was proposed, is in the proposals.
    """
    found = MatchOutcome.objects.filter(user=user).order_by("match_round__started_at", "pk")
    preference = MatchPreference.objects.filter(user=user)
    return {
        "preference": preference.values("is_on", "sessions", "per_week", "waiting_since").first(),
        "rounds": list(
            found.values("sessions", "why_none", at=F("match_round__started_at")),
        ),
    }


def own_sessions(user: User) -> list[Any]:
    """The person's sessions and their coming to them, without any question's text."""
    sessions = with_people(Session.objects.of(user).order_by("starts_at"))
    return [
        {
            "id": str(session.public_id),
            "mode": session.mode,
            "state": session.state,
            "starts_at": session.starts_at,
            "ends_at": session.ends_at,
            "meeting_url": session.meeting_url,
            "cancel_reason": session.cancel_reason,
            "cancelled_by_me": session.cancelled_by_id == user.pk,
            "roles": [role.line for role in roles_in_session(session, user)],
            **_coming(place_of(session, user)),
        }
        for session in sessions
    ]


def _coming(place: Participation) -> dict[str, Any]:
    return {
        "reconfirmed_at": place.reconfirmed_at,
        "first_joined_at": place.first_joined_at,
        "attendance": place.attendance,
    }
