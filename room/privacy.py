"""What the room app holds of a person: see accounts.privacy."""

from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.actions.erasure import ERASED_DOMAIN
from accounts.models import User
from accounts.privacy import register_erasure, register_export
from interviews.models import Participation
from room.models import NoteUpdate, Room, Visit
from room.queries.notes import notes_text


def own_rooms(user: User) -> list[Any]:
    """Each room of the person's sessions: when they were in it, and the notes the two shared."""
    rooms = Room.objects.filter(session__participations__user=user).select_related("session")
    return [
        {
            "session": str(room.session.public_id),
            "visits": list(
                Visit.objects.filter(room=room, user=user)
                .order_by("joined_at")
                .values("joined_at", "seen_at", "left_at")
            ),
            "shared_notes": notes_text(room),
        }
        for room in rooms.order_by("session__starts_at", "pk")
    ]


@transaction.atomic
def forget_presence(user: User, *, now: datetime) -> None:
    """Nobody wrote the notes any more, and the person was never in rooms that are closed.

    Notes stay for the partner, unless the partner has erased their account too. Visits to a
    room whose session may still run stay until then: whether the partner sat there alone is
    read from them. `room.forget_erased_visits` deletes them after it.
    """
    NoteUpdate.objects.filter(author=user).update(author=None)
    others = Participation.objects.exclude(user=user).exclude(
        user__email__endswith=f"@{ERASED_DOMAIN}"
    )
    own_rooms_only = Room.objects.filter(session__participations__user=user).exclude(
        session__in=others.values("session")
    )
    NoteUpdate.objects.filter(room__in=own_rooms_only).delete()
    Visit.objects.filter(user=user).no_longer_needed(now=now).delete()


register_export("rooms", own_rooms)
register_erasure("rooms", forget_presence)
