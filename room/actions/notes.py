"""Write into the shared notes."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from interviews.models import Session
from room.domain import clock, notes
from room.models import NoteUpdate, Room
from room.notifications import announce_notes
from room.queries.notes import note_rows, notes_size
from room.queries.rooms import moment_of


class CannotWriteNotes(Exception):
    """The notes were not changed; the message says why to people."""


@transaction.atomic
def add_note_update(session: Session, *, update: bytes, by: User, now: datetime) -> int:
    """Append a Yjs update to the session's notes and return its row's id.

    Ids rise in the order of commits (the room's lock sees to it), so "after id n" misses
    nothing. Raises CannotWriteNotes when the update is malformed or too large, when the notes
    are full, and once the session has ended.
    """
    if len(update) > notes.MAX_UPDATE_BYTES:
        raise CannotWriteNotes("That is more than 64 kB at once. Paste it in smaller parts.")
    try:
        notes.checked_update(update)
    except notes.BadUpdate:
        raise CannotWriteNotes("That is no change to the notes. Nothing was changed.") from None
    room = Room.objects.select_for_update().select_related("session").get(session=session)
    if not room.session.is_live or moment_of(room.session, now=now).phase == clock.ENDED:
        raise CannotWriteNotes("The session is over, so its notes can only be read.")
    _make_space(room, wanted=len(update), now=now)
    row = NoteUpdate.objects.create(room=room, author=by, data=update, at=now)
    announce_notes(session)
    return row.pk


def _make_space(room: Room, *, wanted: int, now: datetime) -> None:
    updates, size = notes_size(room)
    if updates < notes.COMPACT_AT_UPDATES and size + wanted <= notes.MAX_DOCUMENT_BYTES:
        return
    rows = note_rows(room)
    whole = notes.compacted([data for _, data in rows])
    if len(whole) + wanted > notes.MAX_DOCUMENT_BYTES:
        raise CannotWriteNotes(
            "The notes are full (1 MB). What you typed last is only on your screen: delete some"
            " text and it will be kept."
        )
    NoteUpdate.objects.filter(pk__in=[pk for pk, _ in rows]).delete()
    NoteUpdate.objects.create(room=room, author=None, data=whole, at=now)
