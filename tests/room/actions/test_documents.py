"""The log of shared documents: written in one statement, packed without losing anything."""

import threading
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from pycrdt import Doc, Text

from accounts.actions.erasure import erase_account
from room.actions.documents import (
    NewUpdate,
    append_updates,
    compact_document,
    forget_erased_authors,
    forget_old_documents,
    open_document,
)
from room.domain import notes
from room.domain.documents import BOARD, EDITOR, NOTES, DocumentKey
from room.models import CollabDoc, DocUpdate
from room.queries.documents import document_content, stored_whole
from tests.room.conftest import session_at


def opened(session, kind=EDITOR, leg=1) -> CollabDoc:
    key = DocumentKey(session.public_id, kind, None if kind == NOTES else leg)
    document = open_document(session, key=key)
    assert document is not None
    return document


def typed(words: str) -> list[bytes]:
    """One update for each letter."""
    document: Doc = Doc()
    text = document.get("editor", type=Text)
    updates: list[bytes] = []
    document.observe(lambda event: updates.append(event.update))
    for letter in words:
        text.insert(len(str(text)), letter)
    return updates


def keep(document, updates, *, by, now) -> list[int]:
    return append_updates([NewUpdate(document.pk, by.pk, data, now) for data in updates])


@pytest.mark.django_db
def test_document_is_made_once_and_belongs_to_its_leg(session):
    first, again = opened(session), opened(session)
    other, notes = opened(session, BOARD, 2), opened(session, NOTES)

    assert first == again
    assert (first.leg.number, other.leg.number, notes.leg) == (1, 2, None)
    assert CollabDoc.objects.count() == 3


@pytest.mark.django_db
def test_leg_that_the_session_does_not_have_has_no_document(session):
    assert open_document(session, key=DocumentKey(session.public_id, EDITOR, 3)) is None
    assert CollabDoc.objects.count() == 0


@pytest.mark.django_db
@pytest.mark.parametrize(("kind", "has_leg"), [("chat", True), ("notes", True), ("editor", False)])
def test_database_refuses_what_is_no_document(session, kind, has_leg):
    leg = session.legs.first() if has_leg else None
    with pytest.raises(IntegrityError), transaction.atomic():
        CollabDoc.objects.create(key="k", session=session, leg=leg, kind=kind)


@pytest.mark.django_db
def test_updates_of_several_documents_are_one_statement(session, now, django_assert_num_queries):
    one, two = opened(session), opened(session, leg=2)
    pieces = typed("ab")
    with django_assert_num_queries(1):
        rows = append_updates(
            [
                NewUpdate(doc.pk, session.first.pk, data, now)
                for doc in (one, two)
                for data in pieces
            ]
        )

    assert rows == sorted(rows)
    assert [document_content(doc) for doc in (one, two)] == ["ab", "ab"]
    assert set(DocUpdate.objects.values_list("doc", "author", "at", "packed")) == {
        (doc.pk, session.first.pk, now, False) for doc in (one, two)
    }


@pytest.mark.django_db(transaction=True)
def test_nothing_is_stored_when_one_of_the_documents_is_gone(session, now):
    document = opened(session)
    pieces = typed("ab")
    with pytest.raises(IntegrityError), transaction.atomic():
        append_updates(
            [
                NewUpdate(document.pk, session.first.pk, pieces[0], now),
                NewUpdate(document.pk + 1, session.first.pk, pieces[1], now),
            ]
        )
    assert DocUpdate.objects.count() == 0


@pytest.mark.django_db
def test_packing_keeps_the_content_and_every_row_for_the_replay(session, now):
    document = opened(session)
    pieces = typed("hello")
    keep(document, pieces, by=session.first, now=now)

    assert compact_document(document.pk, at_least=5) == 5
    assert document_content(document) == "hello"
    assert [bytes(row.data) for row in DocUpdate.objects.all()] == pieces
    assert stored_whole(document.pk)[1] == []
    assert compact_document(document.pk, at_least=1) == 0


@pytest.mark.django_db
def test_few_updates_are_left_as_they_are(session, now):
    document = opened(session)
    keep(document, typed("four"), by=session.first, now=now)

    assert compact_document(document.pk, at_least=5) == 0
    assert DocUpdate.objects.filter(packed=True).count() == 0
    assert compact_document(document.pk + 1, at_least=0) == 0  # gone meanwhile


@pytest.mark.django_db
def test_update_whose_predecessor_comes_later_survives_packing(session, now):
    document = opened(session)
    first, *rest = typed("hello")
    keep(document, rest, by=session.first, now=now)
    compact_document(document.pk, at_least=1)
    keep(document, [first], by=session.first, now=now)
    compact_document(document.pk, at_least=1)

    assert document_content(document) == "hello"


@pytest.mark.django_db
def test_what_is_written_while_somebody_packs_waits_for_the_next_time(session, now, monkeypatch):
    document = opened(session)
    *pieces, late = typed("hello")
    keep(document, pieces, by=session.first, now=now)

    def pack_while_somebody_types(updates: list[bytes]) -> bytes:
        keep(document, [late], by=session.second, now=now)
        return notes.merged(updates)

    monkeypatch.setattr("room.actions.documents.notes.compacted", pack_while_somebody_types)
    assert compact_document(document.pk, at_least=1) == 4
    assert list(DocUpdate.objects.values_list("packed", flat=True)) == [True] * 4 + [False]
    assert document_content(document) == "hello"


@pytest.mark.django_db(transaction=True)
def test_two_who_pack_while_others_write_lose_nothing(session, now):
    document = opened(session)
    pieces = typed("0123456789" * 3)
    folded: list[int] = []

    def write() -> None:
        for piece in pieces:
            keep(document, [piece], by=session.first, now=now)
        connection.close()

    def pack() -> None:
        while writer.is_alive():
            folded.append(compact_document(document.pk, at_least=3))
        connection.close()

    writer = threading.Thread(target=write)
    packers = [threading.Thread(target=pack) for _ in range(2)]
    for thread in (writer, *packers):
        thread.start()
    for thread in (writer, *packers):
        thread.join()

    assert document_content(document) == "0123456789" * 3
    assert sum(folded) == DocUpdate.objects.filter(packed=True).count()
    assert DocUpdate.objects.count() == len(pieces)


@pytest.mark.django_db
def test_documents_go_when_they_have_been_kept_for_as_long_as_was_said(now):
    old, new = (session_at(now - timedelta(days=days)) for days in (31, 29))
    for session in (old, new):
        keep(opened(session), typed("a"), by=session.first, now=now)
    forget_old_documents(now=now, keep_days=30)

    assert [document.session for document in CollabDoc.objects.all()] == [new]
    assert DocUpdate.objects.count() == 1


@pytest.mark.django_db
def test_erased_person_is_no_author_and_the_last_of_two_takes_the_documents_along(session, now):
    keep(opened(session), typed("ours"), by=session.first, now=now)
    erase_account(session.first, by=session.first, now=now)
    assert set(DocUpdate.objects.values_list("author", flat=True)) == {None}
    assert document_content(CollabDoc.objects.get()) == "ours"
    keep(CollabDoc.objects.get(), typed("!"), by=session.first, now=now)  # was under way
    forget_erased_authors()
    assert set(DocUpdate.objects.values_list("author", flat=True)) == {None}
    erase_account(session.second, by=session.second, now=now)
    assert DocUpdate.objects.count() == 0
