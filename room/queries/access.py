"""Whether a socket's person may (still) be in the room: asked again at every message."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from uuid import UUID

from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest

from accounts.models import User
from interviews.models import Session
from room.domain.door import EARLY, OPEN, door
from room.permissions import ENTERABLE_STATES
from room.queries.rooms import session_for_room


class NoEntry(Exception):
    """The room is not (or no longer) open to this person; the message says why."""


@dataclass(frozen=True)
class Entry:
    """Somebody in the room of a session."""

    user: User
    session: Session


def _session_store() -> type[SessionStore]:
    store: type[SessionStore] = import_module(settings.SESSION_ENGINE).SessionStore
    return store


def stored_sessions(session_keys: Collection[str], *, now: datetime) -> dict[str, str]:
    """What is stored of those browser sessions that are not over. It changes with the sign-in."""
    rows = (
        _session_store()
        .get_model_class()
        .objects.filter(session_key__in=session_keys, expire_date__gt=now)
    )
    return dict(rows.values_list("session_key", "session_data"))


def signed_in_user(session_key: str | None) -> User | None:
    """Whom the browser session `session_key` belongs to now; None once signed out or disabled."""
    if not session_key:
        return None
    request = HttpRequest()
    request.session = _session_store()(session_key)
    user = get_user(request)
    return user if isinstance(user, User) and user.is_active else None


def entry_of(session_key: str | None, *, public_id: UUID, now: datetime) -> Entry | None:
    """The person and their session; None for anybody who is not in it. Raises NoEntry.

    NoEntry is for the session's own people only: strangers learn nothing, not even that the
    room exists.
    """
    user = signed_in_user(session_key)
    session = session_for_room(public_id, user=user) if user else None
    if user is None or session is None:
        return None
    check_door(session, now=now)
    return Entry(user, session)


def check_door(session: Session, *, now: datetime) -> None:
    """Raise NoEntry when the room is closed to everybody."""
    if session.state not in ENTERABLE_STATES:
        raise NoEntry("This session was cancelled, so its room is closed.")
    stands = door(starts_at=session.starts_at, ends_at=session.ends_at, now=now)
    if stands == EARLY:
        raise NoEntry("The room opens 15 minutes before the start.")
    if stands != OPEN:
        raise NoEntry("The room closed 24 hours after the session.")
