"""Sessions with their people and legs, as pages, mail and calendars need them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from accounts.models import User
from interviews.models import Leg, Participation, Session


def with_people(sessions: "QuerySet[Session]") -> "QuerySet[Session]":
    """Adds legs with both people, their profiles, and the participations: two more queries."""
    legs = Leg.objects.select_related(
        "interviewer__profile", "candidate__profile", "packet_version"
    ).order_by("number")
    places = Participation.objects.select_related("user__profile").order_by("pk")
    return sessions.prefetch_related(
        Prefetch("legs", queryset=legs), Prefetch("participations", queryset=places)
    )


def session_with_people(**lookup: Any) -> Session:
    """One session by `public_id` or `pk`, with its people; Session.DoesNotExist if none."""
    return with_people(Session.objects.all()).get(**lookup)


def find_session(public_id: UUID) -> Session | None:
    return with_people(Session.objects.filter(public_id=public_id)).first()


def coming_sessions(user: User, *, now: datetime) -> "QuerySet[Session]":
    """The person's live sessions that have not ended, soonest first."""
    sessions = Session.objects.of(user).live().filter(ends_at__gt=now)
    return with_people(sessions.order_by("starts_at", "pk"))


def past_sessions(user: User, *, now: datetime) -> "QuerySet[Session]":
    """The person's other sessions (ended, missed or cancelled), latest first."""
    coming = Session.objects.live().filter(ends_at__gt=now)
    sessions = Session.objects.of(user).exclude(pk__in=coming.values("pk"))
    return with_people(sessions.order_by("-starts_at", "-pk"))


def people_of(session: Session) -> list[User]:
    """Both people, with profiles, in the order in which they were booked."""
    return [place.user for place in session.participations.all()]


def partner_in(session: Session, user: User) -> User:
    """The other person. Needs the people loaded (`with_people`) to cost no query."""
    return next(person for person in people_of(session) if person.pk != user.pk)


def place_of(session: Session, user: User) -> Participation:
    """The person's own participation. StopIteration if they are not in the session."""
    return next(place for place in session.participations.all() if place.user_id == user.pk)
