"""The relay as browsers use it: real sockets, real uvicorn, real Yjs documents."""

import asyncio

from asgiref.sync import sync_to_async

from room.domain.sync_protocol import answer_frame, awareness_frame, update_frame, write_number
from room.models import CollabDoc, DocUpdate
from room.queries.documents import document_content
from room.relay import socket as relay_socket
from room.relay.hub import hub_of_this_loop
from tests.room.conftest import session_at
from tests.room.relay.clients import editor_key, until

content_of = sync_to_async(lambda: document_content(CollabDoc.objects.get()))


async def test_what_one_types_the_other_reads_and_a_third_finds_later(session, replica_of):
    first = await replica_of(session, session.first)
    second = await replica_of(session, session.second)
    first.type("def rehearse():")
    await until(lambda: str(second) == "def rehearse():")
    second.type("    pass", at=15)
    await second.acknowledged()

    assert await content_of() == "def rehearse():    pass"
    later = await replica_of(session, session.first)
    await until(lambda: str(later) == str(first) == "def rehearse():    pass")
    authors = [row.author_id async for row in DocUpdate.objects.order_by("pk")]
    assert authors == [session.first.pk, session.second.pk]


async def test_answer_comes_when_what_was_written_before_is_stored(session, replica_of):
    replica = await replica_of(session, session.first)
    for number in range(20):
        replica.type(f"{number} ", at=len(str(replica)))
    await replica.acknowledged()

    assert await DocUpdate.objects.acount() == 20
    assert await content_of() == "".join(f"{number} " for number in range(20))


async def test_what_was_typed_without_a_connection_arrives_with_the_next_one(
    session, replica_of, port
):
    first = await replica_of(session, session.first)
    second = await replica_of(session, session.second)
    await first.acknowledged()
    await first.close()
    first.type("offline ")
    second.type("online ")
    await first.open(port)

    await until(lambda: str(first) == str(second) and len(str(first)) == 15)
    await first.acknowledged()
    assert await content_of() == str(first)


async def test_reconnecting_with_nothing_new_stores_nothing(session, replica_of, port):
    replica = await replica_of(session, session.first)
    replica.type("words")
    del replica.text[0:2]
    await replica.acknowledged()
    for _ in range(3):
        await replica.close()
        await replica.open(port)
        await replica.acknowledged()

    assert await DocUpdate.objects.acount() == 2


async def test_two_documents_never_mix(session, replica_of, now):
    other = await sync_to_async(session_at)(now, first=session.first)
    keys = [editor_key(session), editor_key(session, leg=2), editor_key(other)]
    replicas = [await replica_of(session, session.first, key=key) for key in keys]
    for number, replica in enumerate(replicas):
        replica.type(f"in {number}")
        replica.announce({"cursor": number})
    for replica in replicas:
        await replica.acknowledged()

    assert [str(replica) for replica in replicas] == ["in 0", "in 1", "in 2"]
    assert [replica.others for replica in replicas] == [{}, {}, {}]
    contents = [
        await sync_to_async(document_content)(await CollabDoc.objects.aget(key=key)) for key in keys
    ]
    assert contents == ["in 0", "in 1", "in 2"]


# --- Who is where --------------------------------------------------------------------------------


async def test_name_beside_a_cursor_is_the_true_one(session, replica_of):
    first = await replica_of(session, session.first)
    second = await replica_of(session, session.second)
    first.announce({"user": {"name": "The Examiner", "color": "#aa0000", "admin": 1}, "cursor": 3})
    await until(lambda: second.others)

    name = await sync_to_async(lambda: session.first.profile.pseudonym)()
    state = {"user": {"name": name, "color": "#aa0000"}, "cursor": 3}
    assert second.others == {first.document.client_id: state}
    later = await replica_of(session, session.second)  # told at once, and again when it asks
    await until(lambda: later.others == second.others)
    later.others.clear()
    later.say(b"\x03")
    await until(lambda: later.others == second.others)


async def test_cursor_goes_when_its_connection_does(session, replica_of, port):
    first = await replica_of(session, session.first)
    second = await replica_of(session, session.second)
    first.announce({"cursor": 1})
    await until(lambda: second.others.get(first.document.client_id) is not None)
    await first.close()
    await until(lambda: second.others[first.document.client_id] is None)
    await first.open(port)
    first.announce({"cursor": 2}, clock=1)  # the same clock: browsers go on with it
    await until(lambda: second.others[first.document.client_id] is not None)


async def test_nobody_speaks_for_somebody_else(session, replica_of):
    first = await replica_of(session, session.first)
    second = await replica_of(session, session.second)
    first.announce({"cursor": 1})
    await until(lambda: second.others)
    second.announce(None, client=first.document.client_id, clock=9)  # an echo, or malice
    second.announce({"cursor": 7}, client=first.document.client_id, clock=10)
    second.announce({"cursor": 2})
    second.announce({"cursor": 8}, client=first.document.client_id, clock=11)
    await until(lambda: first.others)

    assert set(first.others) == {second.document.client_id}
    assert second.others[first.document.client_id]["cursor"] == 1


# --- What is refused -----------------------------------------------------------------------------

MALFORMED = (
    b"",
    b"\x00",
    b"\x09\x00",
    b"\x00\x03\x00",
    b"\x00\x02\x05abc",
    update_frame(b"no update at all"),
    update_frame(b"\xff\xff\xff\xff\x0f"),
    update_frame(b""),
    answer_frame(b"\x01\x01"),
    b"\x00\x00\x01\xff",
    b"\x00\x00\x05\xff\xff\xff\xff\x0f",
    awareness_frame(b"\x01\x01\x01\x05nope!"),
    awareness_frame(b"\x01\x01\x01\x02\xff\xff"),
    awareness_frame(b"\x01\x01\x01\x03NaN"),
    awareness_frame(b"\x01\x01\x01\x0211"),
    awareness_frame(b"\x01\x01\x01\xa0\x9c\x01" + b"[" * 20_000),
    "text",
)


async def test_what_is_malformed_closes_its_own_connection_in_words(session, replica_of, port):
    good = await replica_of(session, session.second)
    bad = await replica_of(session, session.first)
    for frame in MALFORMED:
        bad.say(frame)
        code, words = await bad.ended()
        assert (code, words[:5]) in {(4400, "That "), (4400, "Where")}, frame
        await bad.close()
        await bad.open(port)
    good.type("still here")
    await good.acknowledged()

    assert await DocUpdate.objects.acount() == 1
    assert await content_of() == "still here"
    assert good.closed is None


async def test_what_contradicts_the_document_spoils_it_for_nobody(session, replica_of):
    good = await replica_of(session, session.second)
    bad = await replica_of(session, session.first)
    good.type("a")
    await good.acknowledged()
    [document] = hub_of_this_loop().documents.values()
    before = document.live
    author = write_number(good.document.client_id)
    into_a_letter = b"\x01\x01\x02\x00\x04\x00" + author + b"\x00\x01x\x00"
    bad.say(update_frame(into_a_letter))
    good.type("b", at=1)
    assert (await bad.ended())[0] == 4400
    assert document.live is not before  # it may hold half of what failed
    good.type("c", at=2)
    await good.acknowledged()

    later = await replica_of(session, session.first)
    await until(lambda: str(later) == "abc")
    assert await content_of() == "abc"


async def test_frame_over_64_kb_closes_the_connection(session, replica_of):
    replica = await replica_of(session, session.first)
    replica.say(b"\x00" * (64 * 1024 + 1))
    assert (await replica.ended())[0] == 1009


async def test_flood_closes_the_connection(session, replica_of):
    replica = await replica_of(session, session.first)
    for _ in range(400):
        replica.say(b"\x03")
    assert await replica.ended() == (4429, "Too much at once. Wait a moment and reload the page.")


async def test_document_takes_no_more_than_it_may_hold(session, replica_of, monkeypatch):
    monkeypatch.setattr("room.relay.document.MAX_DOCUMENT_BYTES", 1000)
    first = await replica_of(session, session.first)
    for _ in range(50):
        first.type("x" * 100)  # takes its place in the log, not in the document
        del first.text[0:100]
        await asyncio.sleep(0.005)
    first.type("y" * 900)
    await first.acknowledged()
    first.type("z" * 100)

    assert await first.ended() == (
        *(4413, "The document is full (2 MB). Copy what you need, and reload."),
    )
    assert await content_of() == "y" * 900


async def test_reader_who_takes_nothing_is_cut_off_and_holds_up_nobody(
    session, replica_of, monkeypatch
):
    monkeypatch.setattr(relay_socket, "MOST_WAITING_BYTES", 100_000)
    monkeypatch.setattr(relay_socket, "CLOSING_SECONDS", 0.2)
    monkeypatch.setattr(relay_socket.Allowance, "take", lambda *_, **__: True)
    writer = await replica_of(session, session.first)
    slow = await replica_of(session, session.second)
    await slow.acknowledged()
    [document] = hub_of_this_loop().documents.values()
    slow.connection.transport.pause_reading()
    for _ in range(200):
        writer.type("x" * 60_000)
        del writer.text[0:60_000]
        await asyncio.sleep(0.005)
        if len(document.sockets) == 1:
            break
    await writer.acknowledged()

    assert [socket.person.user_id for socket in document.sockets] == [session.first.pk]
    slow.connection.transport.abort()
