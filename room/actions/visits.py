"""Come into a room, stay, leave: the evidence of presence."""

from datetime import datetime

from django.db import transaction

from accounts.actions.erasure import ERASED_DOMAIN
from accounts.models import User
from interviews.models import Participation, Session
from room.models import Room, Visit
from room.notifications import announce


@transaction.atomic
def enter_room(session: Session, *, connection_id: str, by: User, now: datetime) -> Room:
    """Record that `by` came in through a new connection. The first one makes the room."""
    room, _ = Room.objects.get_or_create(session=session, defaults={"phase_started_at": now})
    Visit.objects.create(
        room=room, user=by, connection_id=connection_id, joined_at=now, seen_at=now
    )
    Participation.objects.filter(session=session, user=by, first_joined_at=None).update(
        first_joined_at=now
    )
    announce(session)
    return room


def keep_visit(connection_id: str, *, now: datetime) -> None:
    """The connection is alive."""
    Visit.objects.filter(connection_id=connection_id).update(seen_at=now, left_at=None)


@transaction.atomic
def leave_room(connection_id: str, *, now: datetime) -> None:
    """The connection has closed. Unknown or closed already: nothing happens."""
    visits = Visit.objects.filter(connection_id=connection_id, left_at=None)
    visit = visits.select_related("room__session").first()
    if visit is None:
        return
    visits.update(left_at=now)
    announce(visit.room.session)


def forget_erased_visits(*, now: datetime) -> None:
    """Delete visits of people who erased their account while the session still ran."""
    erased = Visit.objects.filter(user__email__endswith=f"@{ERASED_DOMAIN}")
    erased.no_longer_needed(now=now).delete()
