"""Shared documents, read from their snapshot and log."""

from typing import Any

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
