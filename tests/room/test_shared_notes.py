"""The shared notes over the socket, with real Yjs documents on both ends."""

from base64 import b64encode

import pytest
from asgiref.sync import sync_to_async
from django.utils import timezone
from pycrdt import Doc, Text

from room.actions.notes import CannotWriteNotes, add_note_update
from room.actions.visits import enter_room
from room.domain.notes import COMPACT_AT_UPDATES, MAX_DOCUMENT_BYTES
from room.models import NoteUpdate, Room
from room.queries.notes import notes_text
from room.queries.rooms import room_of
from tests.room.conftest import Socket, browser, note_bytes, session_at

pytestmark = pytest.mark.django_db(transaction=True)


class Writer:
    """A person with the notes open: what they type is kept until it is sent."""

    def __init__(self, socket: Socket | None = None) -> None:
        self.socket = socket
        self.document: Doc = Doc()
        self.text = self.document.get("notes", type=Text)
        self.unsent: list[bytes] = []
        self.is_reading = False
        self.document.observe(self._keep)

    def _keep(self, event) -> None:
        if not self.is_reading:
            self.unsent.append(event.update)

    def read(self, updates: list[bytes]) -> None:
        self.is_reading = True
        for update in updates:
            self.document.apply_update(update)
        self.is_reading = False

    async def send(self) -> None:
        for number, update in enumerate(self.unsent):
            await self.socket.say(type="note", update=b64encode(update).decode(), number=number)
        self.unsent.clear()

    async def sync(self) -> None:
        self.read(note_bytes(await self.socket.frames()))


def stored_text() -> str:
    return notes_text(Room.objects.get())


async def test_two_people_typing_at_once_lose_no_letter(session, open_socket):
    writers = [Writer(await open_socket(session, user)) for user in (session.first, session.second)]
    for turn in range(12):
        for writer, letter in zip(writers, "ab", strict=True):
            writer.text.insert(len(str(writer.text)) // 2, letter)  # in the middle of each other
        if turn % 3 == 0:
            writers[0].text.insert(0, "<")
        for writer in writers:
            await writer.send()
        if turn % 4 == 3:
            for writer in writers:
                await writer.sync()
    for writer in (*writers, *writers):
        await writer.sync()
    texts = [str(writer.text) for writer in writers] + [await sync_to_async(stored_text)()]
    assert len(set(texts)) == 1
    assert sorted(texts[0]) == sorted("a" * 12 + "b" * 12 + "<" * 4)


async def test_each_update_is_acknowledged_and_reaches_the_other_only(session, open_socket):
    first = Writer(await open_socket(session, session.first))
    second = Writer(await open_socket(session, session.second))
    await first.sync()
    await second.sync()
    first.text += "hello"
    await first.send()
    assert await first.socket.frames() == [{"type": "noted", "number": 0}]
    await second.sync()
    assert str(second.text) == "hello"


async def test_whoever_comes_later_gets_the_merged_document(session, open_socket):
    first = Writer(await open_socket(session, session.first))
    for word in ("one ", "two ", "three"):
        first.text += word
    await first.send()
    await first.sync()
    second = Writer(await open_socket(session, session.second))
    frames = [frame for frame in await second.socket.frames() if frame["type"] == "notes"]
    second.read(note_bytes(frames))
    assert str(second.text) == "one two three"
    assert frames[0]["state"] == b64encode(first.document.get_state()).decode()


async def test_hello_with_a_state_gets_only_what_is_missing(session, open_socket):
    first = Writer(await open_socket(session, session.first))
    first.text += "x" * 2000
    state = b64encode(first.document.get_state()).decode()
    first.text += "y"
    await first.send()
    await first.socket.say(type="hello", state=state)
    [missing] = note_bytes(await first.socket.frames())[-1:]
    assert len(missing) < 100
    second = Writer()
    second.read([missing])
    assert str(second.text) == ""  # its predecessor is not there, so it was not sent again


async def test_what_was_typed_without_a_connection_arrives_afterwards(session, open_socket):
    client = await sync_to_async(browser)(session.first)
    first = Writer(await open_socket(session, client=client))
    first.text += "before "
    await first.send()
    await first.sync()
    await first.socket.close()
    second = Writer(await open_socket(session, session.second))
    await second.sync()
    second.text += "theirs "
    await second.send()
    first.text += "offline "
    first.socket = await open_socket(session, client=client)
    await first.sync()
    await first.send()
    for writer in (first, second):
        await writer.sync()
    assert str(first.text) == str(second.text)
    assert sorted(str(first.text).split()) == ["before", "offline", "theirs"]


@pytest.mark.parametrize("update", [b"", b"\x01", b"hello", b"\xff\xff\xff\x7f"])
async def test_a_malformed_update_is_refused_and_nothing_is_stored(session, open_socket, update):
    socket = await open_socket(session, session.first)
    await socket.frames()
    await socket.say(type="note", update=b64encode(update).decode(), number=1)
    assert await socket.errors() == ["That is no change to the notes. Nothing was changed."]
    assert await NoteUpdate.objects.acount() == 0


async def test_a_malformed_state_is_refused(session, open_socket):
    socket = await open_socket(session, session.first)
    await socket.frames()
    await socket.say(type="hello", state=b64encode(b"\xff\xff\xff\x7f").decode())
    assert await socket.errors() == ["“state” is no Yjs state vector. Nothing was changed."]


async def test_after_the_end_the_notes_are_for_reading(session, open_socket):
    first = Writer(await open_socket(session, session.first))
    await open_socket(session, session.second)
    await first.socket.say(type="start", revision=0)
    await first.socket.say(type="end", revision=1)
    await first.sync()
    first.text += "too late"
    await first.send()
    assert await first.socket.errors() == ["The session is over, so its notes can only be read."]
    assert await NoteUpdate.objects.acount() == 0


# --- The log -------------------------------------------------------------------------------------


def test_a_long_log_is_folded_and_loses_nothing(session, now):
    enter_room(session, connection_id="a", by=session.first, now=now)
    writer = Writer()
    for number in range(COMPACT_AT_UPDATES + 30):
        writer.text += f"{number} "
        add_note_update(session, update=writer.unsent[-1], by=session.first, now=now)
    assert NoteUpdate.objects.count() == 31
    assert stored_text() == str(writer.text)


def test_full_notes_refuse_more_in_words_and_stay_as_they_are(session, now):
    enter_room(session, connection_id="a", by=session.first, now=now)
    writer = Writer()
    for letter in "abcdefghijklmnop":
        writer.text += letter * 60_000
        add_note_update(session, update=writer.unsent[-1], by=session.first, now=now)
    before = stored_text()
    writer.text += "q" * 60_000
    add_note_update(session, update=writer.unsent[-1], by=session.first, now=now)
    writer.text += "r" * 60_000
    with pytest.raises(CannotWriteNotes) as refusal:
        add_note_update(session, update=writer.unsent[-1], by=session.first, now=now)
    assert str(refusal.value) == (
        "The notes are full (1 MB). What you typed last is only on your screen: delete some text"
        " and it will be kept."
    )
    assert stored_text() == before + "q" * 60_000
    del writer.text[0:600_000]
    add_note_update(session, update=writer.unsent[-1], by=session.first, now=now)
    add_note_update(session, update=writer.unsent[-2], by=session.first, now=now)
    assert stored_text() == str(writer.text)
    assert sum(len(row.data) for row in NoteUpdate.objects.all()) <= MAX_DOCUMENT_BYTES


def test_a_single_update_has_a_limit(session, now):
    enter_room(session, connection_id="a", by=session.first, now=now)
    writer = Writer()
    writer.text += "x" * 65 * 1024
    with pytest.raises(CannotWriteNotes) as refusal:
        add_note_update(session, update=writer.unsent[0], by=session.first, now=now)
    assert str(refusal.value) == "That is more than 64 kB at once. Paste it in smaller parts."


def test_notes_of_two_sessions_stay_apart(session, now):
    other = session_at(now, first=session.first, second=session.second)
    for number, each in enumerate((session, other)):
        enter_room(each, connection_id=f"c{number}", by=session.first, now=timezone.now())
        writer = Writer()
        writer.text += f"notes {number}"
        add_note_update(each, update=writer.unsent[0], by=session.first, now=now)
    assert [notes_text(room_of(each)) for each in (session, other)] == ["notes 0", "notes 1"]
