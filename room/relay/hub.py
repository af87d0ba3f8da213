"""What one process holds: the documents that are open in it, and its repeated work."""

import asyncio
import logging
import struct
import time
from collections.abc import Coroutine
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from django.conf import settings
from django.db import DatabaseError

from room.actions.documents import NewUpdate, compact_document
from room.domain import notes
from room.domain.documents import COMPACT_AT_UPDATES
from room.domain.presence import Announced, read_announcements, write_announcements
from room.queries.documents import opened_document
from room.relay.bus import Bus, NoBus, RedisBus
from room.relay.document import CannotTake, OpenDocument, Unlogged
from room.relay.guard import Guard
from room.relay.journal import Journal
from room.relay.lookout import Lookout
from room.relay.threads import in_thread

if TYPE_CHECKING:
    from room.relay.socket import DocumentSocket

logger = logging.getLogger(__name__)

SWEEP_SECONDS = 10.0  # who may stay, who has gone without a word
CATCH_UP_SECONDS = 0.4  # longer than what is said takes to be stored

_UPDATE, _AWARENESS, _WHO = b"u", b"a", b"w"
_WRITTEN = struct.Struct("!qq")  # author's id (0: none), microseconds since 1970
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Hub:
    """Belongs to one event loop. Everything runs in it but the database work."""

    def __init__(self) -> None:
        self.documents: dict[str, OpenDocument] = {}
        self.journal = Journal()
        url = settings.REDIS_URL
        self.bus: Bus = RedisBus(url, heard=self._hear, joined=self._joined) if url else NoBus()
        self.lookout = Lookout(self)
        self.guard = Guard()
        self._tasks: set[asyncio.Task[Any]] = set()
        self._sweeping = asyncio.create_task(self._sweep())

    def run(self, work: Coroutine[Any, Any, Any]) -> None:
        """In the background, until it is done."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    # --- Coming and going ------------------------------------------------------------------

    def document(self, key: str, *, doc_id: int) -> OpenDocument:
        """The document, which somebody may have open here already."""
        document = self.documents.get(key)
        if document is None:
            document = self.documents[key] = OpenDocument(key, doc_id=doc_id)
        return document

    async def join(self, socket: "DocumentSocket", document: OpenDocument) -> None:
        """First join, then load: what is said in between arrives twice rather than never."""
        is_first = not document.sockets
        document.sockets.add(socket)
        self.guard.watch(socket)
        if is_first:
            await self.bus.subscribe(document.key)
            self.run(self._load(document))
        await asyncio.shield(document.loaded)

    async def leave(self, socket: "DocumentSocket", document: OpenDocument) -> None:
        """Whatever the socket has said is stored when this returns."""
        document.sockets.discard(socket)
        self.guard.unwatch(socket)
        gone = document.presence.leave(socket.id)
        if gone is not None:
            self.announce(document, gone)
        await self.journal.stored()
        if not document.sockets and self.documents.get(document.key) is document:
            del self.documents[document.key]
            await self.bus.unsubscribe(document.key)

    async def _load(self, document: OpenDocument) -> None:
        """Read the document from the log, however long the database is away."""
        loaded = document.loaded
        while not loaded.done():
            try:
                await self.journal.stored()
                document.load(await in_thread(opened_document)(document.doc_id))
                for heard in document.unlogged.values():
                    notes.apply(document.live, heard.data)
            except DatabaseError:
                logger.warning("A document could not be loaded; trying again.", exc_info=True)
                await asyncio.sleep(1)
            except Exception:  # whatever it is: whoever waits for it is told
                logger.exception("Document %s cannot be opened.", document.doc_id)
                loaded.set_exception(CannotTake("This document is damaged and cannot be opened."))
            else:
                loaded.set_result(None)

    def begin_anew(self, document: OpenDocument) -> None:
        document.begin_anew()
        self.run(self._load(document))

    # --- What is written and said ----------------------------------------------------------

    def take_update(
        self, socket: "DocumentSocket", document: OpenDocument, update: bytes, *, frame: bytes
    ) -> None:
        """Merge, pass on, store. Raises what OpenDocument.take raises."""
        document.take(update)
        now = datetime.now(UTC)
        document.send(frame, but=socket)
        self.store(document, NewUpdate(document.doc_id, socket.person.user_id, update, now))
        if self.bus.is_shared:
            at = (now - _EPOCH) // timedelta(microseconds=1)
            written = _WRITTEN.pack(socket.person.user_id, at)
            self.bus.publish(document.key, _UPDATE + written + update)

    def store(self, document: OpenDocument, update: NewUpdate) -> None:
        def told(row: int | None) -> None:
            if row is None:
                document.close("This document has been deleted.")
                return
            if self.bus.is_shared:
                document.know_row(row)
            self.count_row(document)

        self.journal.add(update, told=told)

    def count_row(self, document: OpenDocument) -> None:
        document.unpacked += 1
        if document.unpacked >= COMPACT_AT_UPDATES and not document.is_packing:
            document.is_packing = True
            self.run(self._pack(document))

    async def _pack(self, document: OpenDocument) -> None:
        try:
            await in_thread(compact_document)(document.doc_id, at_least=COMPACT_AT_UPDATES // 2)
            document.unpacked = 0
        except DatabaseError:
            logger.warning("A document could not be packed; next time.", exc_info=True)
        finally:
            document.is_packing = False

    def announce(
        self, document: OpenDocument, one: Announced, *, but: "DocumentSocket | None" = None
    ) -> None:
        document.announce([one], but=but)
        self.bus.publish(document.key, _AWARENESS + write_announcements([one]))

    # --- What other processes say ----------------------------------------------------------

    def _joined(self, key: str) -> None:
        """The subscription has begun: what was said before is in the log, or soon will be."""
        document = self.documents.get(key)
        if document is not None:
            self.bus.publish(key, _WHO)
            self._tell_who_is_here(document)
            self.run(self._catch_up(document))

    async def _catch_up(self, document: OpenDocument) -> None:
        await asyncio.sleep(CATCH_UP_SECONDS)
        try:
            stored = await in_thread(opened_document)(document.doc_id)
        except DatabaseError:
            logger.warning("A document could not be caught up with.", exc_info=True)
            return
        self.merge(document, stored.whole)

    def merge(self, document: OpenDocument, update: bytes) -> None:
        """What the log or another process has is passed on to those here who lack it."""
        try:
            if document.merge(update):
                document.send_update(update)
        except notes.BadUpdate:
            self.begin_anew(document)

    def _hear(self, key: str, message: bytes) -> None:
        document = self.documents.get(key)
        if document is None:
            return
        kind, body = message[:1], message[1:]
        if kind == _UPDATE:
            self._hear_update(document, body)
        elif kind == _AWARENESS:
            announced = read_announcements(body)
            document.presence.hear(announced, at_seconds=time.monotonic())
            document.announce(announced)
        elif kind == _WHO:
            self._tell_who_is_here(document)

    def _tell_who_is_here(self, document: OpenDocument) -> None:
        here = document.presence.connected_here()
        if here:
            self.bus.publish(document.key, _AWARENESS + write_announcements(here))

    def _hear_update(self, document: OpenDocument, body: bytes) -> None:
        author, microseconds = _WRITTEN.unpack_from(body)
        update = body[_WRITTEN.size :]
        at = _EPOCH + timedelta(microseconds=microseconds)
        document.unlogged[(author or None, at)] = Unlogged(update, time.monotonic())
        document.count(len(update))
        self.lookout.look_soon(document)
        try:
            notes.apply(document.live, update)
        except notes.BadUpdate:
            self.begin_anew(document)
            return
        document.send_update(update)

    # --- Again and again -------------------------------------------------------------------

    async def _sweep(self) -> None:
        while True:
            await asyncio.sleep(SWEEP_SECONDS)
            now = time.monotonic()
            for document in list(self.documents.values()):
                document.announce(document.presence.expire(at_seconds=now))
                document.presence.forget(at_seconds=now)
                for socket in document.sockets:
                    socket.announce_observer(document)
            await self.guard.check_all()


_hubs: WeakKeyDictionary[asyncio.AbstractEventLoop, Hub] = WeakKeyDictionary()


def hub_of_this_loop() -> Hub:
    """A process has one event loop, and with it one hub; each test has its own."""
    loop = asyncio.get_running_loop()
    if loop not in _hubs:
        _hubs[loop] = Hub()
    return _hubs[loop]
