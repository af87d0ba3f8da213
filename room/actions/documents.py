"""Open, write, pack and forget what people write together."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction

from accounts.actions.erasure import ERASED_DOMAIN
from interviews.models import Session
from room.domain import notes
from room.domain.documents import OF_A_LEG, DocumentKey
from room.models import CollabDoc, DocUpdate
from room.queries.documents import stored_whole


@dataclass(frozen=True)
class NewUpdate:
    """A checked Yjs update that is yet to be stored."""

    doc_id: int
    author_id: int | None
    data: bytes
    at: datetime


def open_document(session: Session, *, key: DocumentKey) -> CollabDoc | None:
    """The document of that key, made if it is opened for the first time.

    None if the session has no such leg. Whoever calls has made sure that the key is of this
    session and that the person may open it.
    """
    leg = None
    if key.kind in OF_A_LEG:
        leg = next((one for one in session.legs.all() if one.number == key.leg_number), None)
        if leg is None:
            return None
    defaults = {"session": session, "leg": leg, "kind": key.kind}
    return CollabDoc.objects.get_or_create(key=str(key), defaults=defaults)[0]


def append_updates(updates: Sequence[NewUpdate]) -> list[int]:
    """Store updates of any documents with one statement; their rows' ids, in the same order.

    Raises IntegrityError, and stores nothing, when one of the documents is gone.
    """
    rows = [
        DocUpdate(doc_id=one.doc_id, author_id=one.author_id, data=one.data, at=one.at)
        for one in updates
    ]
    return [row.pk for row in DocUpdate.objects.bulk_create(rows)]


@transaction.atomic
def compact_document(doc_id: int, *, at_least: int) -> int:
    """Fold the log into the snapshot if `at_least` updates are not in it; how many were folded.

    Exactly the rows that were read are marked as packed: one that is written meanwhile stays
    for the next time. Of two at once the second waits, and then finds nothing left to do.
    """
    documents = CollabDoc.objects.filter(pk=doc_id)
    if connection.features.has_select_for_no_key_update:
        documents = documents.select_for_update(no_key=True)  # others go on writing
    document = documents.first()
    if document is None:
        return 0
    whole, rows = stored_whole(doc_id)
    if len(rows) < at_least:
        return 0
    document.snapshot = notes.compacted([whole])
    document.save(update_fields=["snapshot"])
    DocUpdate.objects.filter(pk__in=rows).update(packed=True)
    return len(rows)


def forget_erased_authors() -> None:
    """Nobody wrote what somebody sent in the moment in which their account was erased."""
    DocUpdate.objects.filter(author__email__endswith=f"@{ERASED_DOMAIN}").update(author=None)


def forget_old_documents(*, now: datetime, keep_days: int) -> None:
    """Delete the documents, logs included, of sessions that ended over `keep_days` days ago."""
    CollabDoc.objects.filter(session__ends_at__lt=now - timedelta(days=keep_days)).delete()
