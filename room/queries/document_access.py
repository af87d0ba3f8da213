"""Who may open a session's documents, and who may write in them.

The two people under the rules of the room; a coach of either looks on while the room is open.
"""

from collections.abc import Collection, Hashable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Prefetch

from accounts.models import User
from interviews.models import Leg, Participation, Session
from interviews.permissions import is_coach_of_session
from room.domain import clock
from room.domain.door import door
from room.domain.presence import Person
from room.queries.access import check_door, entry_of, signed_in_user, stored_sessions
from room.queries.rooms import moment_of


@dataclass(frozen=True)
class Admission:
    """Somebody at the documents of a session."""

    person: Person
    session: Session
    can_write: bool


@dataclass(frozen=True)
class Pass:
    """What a socket came in with: the browser's session and the interview session it asked for."""

    session_key: str
    public_id: UUID
    user_id: int


def admission_of(session_key: str | None, *, public_id: UUID, now: datetime) -> Admission | None:
    """The person, their session and whether they may write; None for strangers. Raises NoEntry."""
    entry = entry_of(session_key, public_id=public_id, now=now)
    if entry is not None:
        is_over = moment_of(entry.session, now=now).phase == clock.ENDED
        person = _person(entry.user, observes=False)
        return Admission(person, entry.session, can_write=entry.session.is_live and not is_over)
    coach = signed_in_user(session_key)
    session = _session_coached_by(coach, public_id) if coach else None
    if coach is None or session is None:
        return None
    check_door(session, now=now)
    return Admission(_person(coach, observes=True), session, can_write=False)


def _session_coached_by(coach: User, public_id: UUID) -> Session | None:
    legs = Prefetch("legs", queryset=Leg.objects.order_by("number"))
    sessions = Session.objects.filter(public_id=public_id).prefetch_related(legs)
    session = sessions.first()
    return session if session and is_coach_of_session(coach, session) else None


def _person(user: User, *, observes: bool) -> Person:
    return Person(user.pk, user.profile.pseudonym, observes)


def access_facts(passes: Collection[Pass], *, now: datetime) -> dict[Pass, Hashable]:
    """All that a participant's admission hangs on: while it stays equal, so does their admission.

    Four queries, however many sockets there are: to ask `admission_of` for each would take more
    time than to pass on what they type.
    """
    ids = {one.public_id for one in passes}
    users = {one.user_id for one in passes}
    browsers = stored_sessions({one.session_key for one in passes}, now=now)
    people = {
        pk: facts
        for pk, *facts in User.objects.filter(pk__in=users).values_list(
            "pk", "password", "is_active", "profile__pseudonym"
        )
    }
    sessions = {
        public_id: (state, door(starts_at=starts_at, ends_at=ends_at, now=now), revision)
        for public_id, state, starts_at, ends_at, revision in Session.objects.filter(
            public_id__in=ids
        ).values_list("public_id", "state", "starts_at", "ends_at", "room__revision")
    }
    places = set(
        Participation.objects.filter(session__public_id__in=ids, user__in=users).values_list(
            "session__public_id", "user"
        )
    )
    return {
        one: (
            browsers.get(one.session_key),
            tuple(people.get(one.user_id, ())),
            sessions.get(one.public_id),
            (one.public_id, one.user_id) in places,
        )
        for one in passes
    }
