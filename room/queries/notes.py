"""The shared notes, read from their log."""

from django.db.models import Count, Sum
from django.db.models.functions import Length

from room.domain import notes
from room.models import NoteUpdate, Room


def note_rows(room: Room | None, *, after: int = 0) -> list[tuple[int, bytes]]:
    """(id, Yjs update) of every row after the id `after`, in order."""
    if room is None:
        return []
    rows = NoteUpdate.objects.filter(room=room, pk__gt=after).order_by("pk")
    return [(pk, bytes(data)) for pk, data in rows.values_list("pk", "data")]


def notes_text(room: Room | None) -> str:
    """The shared notes as plain text."""
    return notes.text_of(notes.merged([data for _, data in note_rows(room)]))


def notes_size(room: Room) -> tuple[int, int]:
    """How many updates the log holds, and how many bytes they are together."""
    size = NoteUpdate.objects.filter(room=room).aggregate(
        updates=Count("pk"), size=Sum(Length("data"))
    )
    return size["updates"], size["size"] or 0
