"""The rounds in which a person could tell stories."""

from django.db.models import QuerySet

from accounts.models import User
from interviews.models import Kind, Leg, Session


def rounds_to_tell_of(user: User) -> QuerySet[Leg]:
    """Behavioural legs that the person was the candidate of in sessions held, newest first."""
    return (
        Leg.objects.filter(
            candidate=user, kind=Kind.BEHAVIOURAL, session__state=Session.State.COMPLETED
        )
        .select_related("session", "interviewer__profile")
        .order_by("-session__starts_at", "number")
    )
