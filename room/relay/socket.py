"""One connection to one shared document: checks what a client says, and answers."""

import asyncio
import contextlib
import secrets
import time
import uuid
from collections import deque
from collections.abc import Awaitable, Callable, Hashable
from typing import Any

from django.utils import timezone

from room.actions.documents import open_document
from room.domain.documents import MAX_UPDATE_BYTES, DocumentKey, parse_key
from room.domain.notes import EMPTY
from room.domain.presence import Announced, read_announcements, write_announcements
from room.domain.rate import Allowance
from room.domain.sync_protocol import (
    ANSWER,
    ASK,
    AWARENESS,
    FULL,
    NO_LONGER_ALLOWED,
    NOT_UNDERSTOOD,
    TOO_LARGE,
    TOO_MANY,
    TRY_AGAIN,
    UPDATE,
    BadFrame,
    answer_frame,
    ask_frame,
    awareness_frame,
    read_frame,
    read_only_frame,
    update_frame,
)
from room.notifications import keep_loop
from room.queries.access import NoEntry
from room.queries.document_access import Admission, Pass, access_facts, admission_of
from room.relay.document import CannotTake, DocumentIsFull, OpenDocument, Spoilt
from room.relay.hub import Hub, hub_of_this_loop
from room.relay.threads import in_thread

MOST_WAITING_BYTES = 4 * 1024 * 1024  # of frames that a slow reader has not taken
MOST_TABS = 8  # of one person, of one document
CLOSING_SECONDS = 2.0
REASON_BYTES = 123  # what a close frame has room for
NOTHING = b"\x00"  # the state of whoever opens the document for the first time
READ_ONLY = "You can read this document; what you write is not kept."

Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]


async def document_socket(scope: dict[str, Any], receive: Receive, send: Send) -> None:
    """The ASGI application behind /ws/doc/<key>/."""
    await receive()  # websocket.connect
    keep_loop(asyncio.get_running_loop())
    key = parse_key(scope["url_route"]["kwargs"]["key"])
    try:
        admitted = await in_thread(_admit)(scope["session"].session_key, key) if key else None
    except NoEntry as refusal:
        await send({"type": "websocket.accept"})
        await send(_close(NO_LONGER_ALLOWED, str(refusal)))
        return
    if admitted is None:
        await send({"type": "websocket.close"})  # before accepting: HTTP 403
        return
    admission, entry, facts, doc_id = admitted
    socket = DocumentSocket(admission, entry=entry, facts=facts, receive=receive, send=send)
    await send({"type": "websocket.accept"})
    await socket.serve(key=str(key), doc_id=doc_id)


def _admit(
    session_key: str | None, key: DocumentKey
) -> tuple[Admission, Pass, Hashable, int] | None:
    now = timezone.now()
    admission = admission_of(session_key, public_id=key.session, now=now)
    if admission is None or session_key is None:
        return None
    entry = Pass(session_key, key.session, admission.person.user_id)
    facts = access_facts([entry], now=now)[entry]
    document = open_document(admission.session, key=key)
    return (admission, entry, facts, document.pk) if document else None


def _close(code: int, words: str) -> dict[str, Any]:
    reason = words.encode()[:REASON_BYTES].decode(errors="ignore")
    return {"type": "websocket.close", "code": code, "reason": reason}


class DocumentSocket:
    """What it sends waits in a queue of its own: a slow reader holds up nobody else."""

    def __init__(
        self,
        admission: Admission,
        *,
        entry: Pass,
        facts: Hashable,
        receive: Receive,
        send: Send,
    ) -> None:
        self.id = uuid.uuid4().hex
        self.admission = admission
        self.person = admission.person
        self.can_write = admission.can_write
        self.entry = entry
        self.facts = facts
        self._receive, self._send = receive, send
        self._messages = Allowance(burst=300, per_second=100)
        self._bytes = Allowance(burst=1024 * 1024, per_second=128 * 1024)
        self._waiting: deque[bytes] = deque()
        self._waiting_bytes = 0
        self._wake = asyncio.Event()
        self._end: tuple[int, str] | None = None
        self._asked: deque[bytes] = deque()
        self._answering: asyncio.Task[None] | None = None
        self._reading: asyncio.Task[None] | None = None
        self._observer_number, self._observer_clock = secrets.randbits(32), 1

    # --- What goes out ---------------------------------------------------------------------

    def put(self, frame: bytes) -> None:
        if self._end is not None:
            return
        self._waiting.append(frame)
        self._waiting_bytes += len(frame)
        self._wake.set()
        if self._waiting_bytes > MOST_WAITING_BYTES and len(self._waiting) > 1:
            self._waiting.clear()
            self.end(TRY_AGAIN, "Your connection is too slow for what is written; come back.")

    def end(self, code: int, words: str) -> None:
        """Close the connection after what waits; a second time changes nothing."""
        if self._end is None:
            self._end = (code, words)
            self._wake.set()
            if self._reading is not None:
                self._reading.cancel()

    async def _write(self) -> None:
        while True:
            while self._waiting:
                frame = self._waiting.popleft()
                self._waiting_bytes -= len(frame)
                await self._send({"type": "websocket.send", "bytes": frame})
            if self._end is not None:
                return
            self._wake.clear()
            await self._wake.wait()

    # --- From joining to leaving -------------------------------------------------------------

    async def serve(self, *, key: str, doc_id: int) -> None:
        hub = hub_of_this_loop()
        writing = asyncio.create_task(self._write())
        document = hub.document(key, doc_id=doc_id)
        try:
            await self._enter(hub, document)
            self._reading = asyncio.create_task(self._read(hub, document))
            if self._end is not None:
                self._reading.cancel()
            await asyncio.wait({self._reading, writing}, return_when=asyncio.FIRST_COMPLETED)
            await self._say_goodbye(writing)
        finally:
            for task in (writing, self._reading, self._answering):
                if task is not None:
                    task.cancel()
            await hub.leave(self, document)

    async def _enter(self, hub: Hub, document: OpenDocument) -> None:
        try:
            await hub.join(self, document)
        except CannotTake as refusal:
            self.end(NO_LONGER_ALLOWED, str(refusal))
        else:
            self._greet(document)

    def _greet(self, document: OpenDocument) -> None:
        if sum(one.person.user_id == self.person.user_id for one in document.sockets) > MOST_TABS:
            self.end(TOO_MANY, "This document is open in too many places. Close some of them.")
        self.put(ask_frame(document.live.get_state()))
        if not self.can_write:
            self.put(read_only_frame(READ_ONLY))
        self._say_who_is_here(document)
        self.announce_observer(document)

    async def _say_goodbye(self, writing: "asyncio.Task[None]") -> None:
        if self._end is None:
            return
        # One that does not take what waits for it is cut off.
        with contextlib.suppress(asyncio.TimeoutError, OSError):
            await asyncio.wait_for(writing, CLOSING_SECONDS)
            await asyncio.wait_for(self._send(_close(*self._end)), CLOSING_SECONDS)

    def announce_observer(self, document: OpenDocument) -> None:
        """Nobody looks on unseen: the server itself announces whoever only reads along."""
        if self.person.observes:
            own = Announced(self._observer_number, self._observer_clock, "{}")
            self._observer_clock += 1
            self._announce([own], document)

    # --- What comes in -----------------------------------------------------------------------

    async def _read(self, hub: Hub, document: OpenDocument) -> None:
        while self._end is None:
            event = await self._receive()
            if event["type"] != "websocket.receive":
                return
            try:
                self._handle(event.get("bytes") or b"", hub, document)
            except Spoilt as refusal:
                hub.begin_anew(document)
                self.end(NOT_UNDERSTOOD, str(refusal))
            except DocumentIsFull as refusal:
                self.end(FULL, str(refusal))
            except (BadFrame, CannotTake) as refusal:
                self.end(NOT_UNDERSTOOD, str(refusal))

    def _handle(self, frame: bytes, hub: Hub, document: OpenDocument) -> None:
        at = time.monotonic()
        if len(frame) > MAX_UPDATE_BYTES:
            self.end(TOO_LARGE, "That is more than 64 kB at once. Paste it in smaller parts.")
            return
        if not (
            self._messages.take(at_seconds=at)
            and self._bytes.take(at_seconds=at, amount=len(frame))
        ):
            self.end(TOO_MANY, "Too much at once. Wait a moment and reload the page.")
            return
        kind, body = read_frame(frame)
        if kind == UPDATE:
            self._take(body, frame, hub, document)
        elif kind == AWARENESS:
            if not self.person.observes:
                self._announce(read_announcements(body), document)
        elif kind == ASK:
            self._asked.append(body)
            if self._answering is None:
                self._answering = asyncio.create_task(self._answer(hub, document))
        elif kind == ANSWER:
            # After each reconnect a client repeats all deletions: only news is kept.
            if self.can_write and body != EMPTY and document.has_news(body):
                self._take(body, update_frame(body), hub, document)
        else:
            self._say_who_is_here(document)

    def _take(self, update: bytes, frame: bytes, hub: Hub, document: OpenDocument) -> None:
        if not self.can_write:
            return
        if hub.journal.is_full:
            self.end(TRY_AGAIN, "Documents cannot be stored at the moment. Keep this page open.")
            return
        hub.take_update(self, document, update, frame=frame)

    def _announce(self, announced: list[Announced], document: OpenDocument) -> None:
        own = document.presence.take(
            announced, holder=self.id, person=self.person, at_seconds=time.monotonic()
        )
        if own is not None:
            hub_of_this_loop().announce(document, own, but=self)

    def _say_who_is_here(self, document: OpenDocument) -> None:
        here = document.presence.here()
        if here:
            self.put(awareness_frame(write_announcements(here)))

    async def _answer(self, hub: Hub, document: OpenDocument) -> None:
        """Answer what was asked, in order, when all that was said before it is stored.

        So a client knows from an answer that what it wrote before asking will not be lost.
        """
        try:
            while self._asked:
                state = self._asked.popleft()
                await asyncio.shield(document.loaded)
                if state != NOTHING:
                    await document.settled()
                await hub.journal.stored()
                self.put(answer_frame(document.missing_from(state)))
                if self.can_write and document.lacks_of(state):
                    self.put(ask_frame(document.live.get_state()))
            hub.lookout.look_soon(document)
        except (BadFrame, CannotTake) as refusal:
            self.end(NOT_UNDERSTOOD, str(refusal))
        finally:
            self._answering = None
