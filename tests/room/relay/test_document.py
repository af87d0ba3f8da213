"""The cache of a document: what it takes, what is news to it, what it refuses."""

import pytest
from pycrdt import Doc, Text

from room.domain import notes
from room.queries.documents import Opened
from room.relay.document import CannotTake, DocumentIsFull, OpenDocument, Spoilt

# An insertion into the letter "a" of author 1, as if a letter could hold something.
INTO_A_LETTER = bytes.fromhex("0101020004000100017800")


@pytest.fixture
async def document() -> OpenDocument:
    return OpenDocument("key", doc_id=1)


def author(number: int = 1) -> tuple[Doc, list[bytes]]:
    """A document that is written elsewhere, and the updates of each change to it."""
    doc: Doc = Doc(client_id=number)
    updates: list[bytes] = []
    doc.observe(lambda event: updates.append(event.update))
    return doc, updates


async def test_everything_is_news_once(document):
    doc, updates = author()
    text = doc.get("editor", type=Text)
    text.insert(0, "abc")
    del text[1:2]
    for update in updates:
        assert document.has_news(update)
        document.take(update)
        assert not document.has_news(update)
    assert not document.has_news(doc.get_update())
    assert not document.has_news(notes.merged(updates))


async def test_deletion_alone_is_news(document):
    doc, updates = author()
    text = doc.get("editor", type=Text)
    text.insert(0, "abc")
    document.take(updates[0])
    del text[0:1]
    assert document.merge(doc.get_update())
    assert str(document.live.get("editor", type=Text)) == "bc"


async def test_what_contradicts_the_document_is_refused_and_spoils_only_the_cache(document):
    doc, updates = author()
    doc.get("editor", type=Text).insert(0, "a")
    notes.checked_update(INTO_A_LETTER)  # by itself there is nothing wrong with it
    document.take(updates[0])
    with pytest.raises(Spoilt):
        document.take(INTO_A_LETTER)
    document.begin_anew()
    document.load(Opened(whole=updates[0], unpacked=1, log_bytes=1, newest_row=1))

    assert str(document.live.get("editor", type=Text)) == "a"


def test_log_with_a_contradiction_is_still_packed_without_loss():
    doc, updates = author()
    doc.get("editor", type=Text).insert(0, "a")
    both = [updates[0], INTO_A_LETTER]
    assert notes.compacted(both) == notes.merged(both)


async def test_log_takes_no_more_than_it_may_hold(document, monkeypatch):
    monkeypatch.setattr("room.relay.document.MAX_LOG_BYTES", 30)
    doc, updates = author()
    doc.get("editor", type=Text).insert(0, "abcdef")
    document.take(updates[0])
    with pytest.raises(DocumentIsFull):
        document.take(updates[0])


@pytest.mark.parametrize("state", [b"", b"\x05", b"\xff\xff\xff\xff\x0f", b"\x01\x01"])
async def test_state_that_is_none_is_refused(document, state):
    with pytest.raises(CannotTake):
        document.missing_from(state)


async def test_document_asks_for_what_others_have_and_it_has_not(document):
    doc, updates = author()
    doc.get("editor", type=Text).insert(0, "abc")
    assert document.lacks_of(doc.get_state())
    document.take(updates[0])
    assert not document.lacks_of(doc.get_state())
    assert not document.lacks_of(Doc().get_state())


async def test_rows_are_known_one_by_one_and_up_to_a_number(document):
    document.load(Opened(whole=notes.EMPTY, unpacked=0, log_bytes=0, newest_row=5000))
    assert document.is_new_row(4001)
    document.know_row(4002)
    assert [document.is_new_row(row) for row in (4000, 4001, 4002)] == [False, True, False]
    document.know_rows_until(4001)
    document.know_rows_until(3000)
    assert [document.is_new_row(row) for row in (4001, 4002, 4003)] == [False, False, True]
