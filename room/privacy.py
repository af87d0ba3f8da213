"""What the room app holds of a person: see accounts.privacy."""

from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.actions.erasure import ERASED_DOMAIN
from accounts.models import User
from accounts.privacy import register_erasure, register_export
from interviews.models import Participation
from room.models import CollabDoc, DocUpdate, NoteUpdate, Room, Visit
from room.queries.documents import document_content
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


def own_documents(user: User) -> list[Any]:
    """What the person and their partners wrote together, as it stands now."""
    documents = CollabDoc.objects.filter(session__participations__user=user)
    return [
        {
            "session": str(document.session.public_id),
            "kind": document.kind,
            "interview": document.leg.number if document.leg else None,
            "content": document_content(document),
        }
        for document in documents.select_related("session", "leg").order_by("pk")
    ]


@transaction.atomic
def forget_presence(user: User, *, now: datetime) -> None:
    """Nobody wrote the notes any more, and the person was never in rooms that are closed.

    Notes and documents stay for the partner, unless the partner has erased their account too.
    Visits to a room whose session may still run stay until then: whether the partner sat there
    alone is read from them. `room.forget_erased_visits` deletes them after it.
    """
    NoteUpdate.objects.filter(author=user).update(author=None)
    others = Participation.objects.exclude(user=user).exclude(
        user__email__endswith=f"@{ERASED_DOMAIN}"
    )
    DocUpdate.objects.filter(author=user).update(author=None)
    own_alone = {"session__participations__user": user}
    own_rooms_only = Room.objects.filter(**own_alone).exclude(session__in=others.values("session"))
    NoteUpdate.objects.filter(room__in=own_rooms_only).delete()
    CollabDoc.objects.filter(**own_alone).exclude(session__in=others.values("session")).delete()
    Visit.objects.filter(user=user).no_longer_needed(now=now).delete()


register_export("rooms", own_rooms)
register_export("documents", own_documents)
register_erasure("rooms", forget_presence)
