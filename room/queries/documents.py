"""Shared documents, read from their snapshot and log."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Max, Sum
from django.db.models.functions import Length

from room.domain import notes
from room.domain.documents import content_of
from room.models import CollabDoc, DocUpdate


def unpacked_rows(doc_id: int) -> list[tuple[int, bytes]]:
    """(id, Yjs update) of each update that is in no snapshot yet, in order."""
    rows = DocUpdate.objects.filter(doc=doc_id, packed=False).order_by("pk")
    return [(pk, bytes(data)) for pk, data in rows.values_list("pk", "data")]


def stored_whole(doc_id: int) -> tuple[bytes, list[int]]:
    """The document as one Yjs update, and the ids of the rows that are in no snapshot.

    Rows before the snapshot: what is packed between the two reads is then there twice, which
    changes nothing. The other way round it would be missing.
    """
    rows = unpacked_rows(doc_id)
    found = CollabDoc.objects.filter(pk=doc_id).values_list("snapshot", flat=True).first()
    pieces = [bytes(found)] if found else []
    return notes.merged([*pieces, *(data for _, data in rows)]), [pk for pk, _ in rows]


def document_content(doc: CollabDoc) -> Any:
    """What stands in the document: a text, or the board's shapes."""
    return content_of(stored_whole(doc.pk)[0], kind=doc.kind)


@dataclass(frozen=True)
class Opened:
    """A document as a process needs it to serve it."""

    whole: bytes
    unpacked: int  # updates in no snapshot
    log_bytes: int  # of all updates ever
    newest_row: int  # of any document, before this one was read


def opened_document(doc_id: int) -> Opened:
    newest = newest_row()
    whole, rows = stored_whole(doc_id)
    size = DocUpdate.objects.filter(doc=doc_id).aggregate(size=Sum(Length("data")))["size"]
    return Opened(whole, len(rows), size or 0, newest)


@dataclass(frozen=True)
class Entry:
    """A row of the log without its data."""

    id: int
    doc_id: int
    author_id: int | None
    at: datetime


@dataclass(frozen=True)
class Look:
    """A look into the log: rows, and the highest id of any document's before they were read."""

    entries: list[Entry]
    newest_row: int


def newest_row() -> int:
    """The id of the newest row in any document's log; 0 without one."""
    return DocUpdate.objects.aggregate(newest=Max("pk"))["newest"] or 0


def log_after(doc_ids: Collection[int], *, after: int) -> Look:
    """The rows of those documents with ids above `after`."""
    newest = newest_row()
    rows = DocUpdate.objects.filter(doc__in=doc_ids, pk__gt=after).order_by("pk")
    entries = [Entry(*row) for row in rows.values_list("pk", "doc", "author", "at")]
    return Look(entries, newest)


def update_data(ids: Collection[int]) -> dict[int, bytes]:
    """The updates in the rows of those ids."""
    rows = DocUpdate.objects.filter(pk__in=ids).values_list("pk", "data")
    return {pk: bytes(data) for pk, data in rows}
