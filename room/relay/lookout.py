"""Looks in the log for what Redis has lost, and for what another process did not live to store.

One query for all documents that want it. Rows do not become visible in the order of their ids, so
the last seconds are looked through again and again, and what is known already is left out.
"""

import asyncio
import logging
import time
from collections import deque
from typing import TYPE_CHECKING

from room.actions.documents import NewUpdate
from room.queries.documents import Entry, log_after, update_data
from room.relay.document import OpenDocument
from room.relay.threads import in_thread

if TYPE_CHECKING:
    from room.relay.hub import Hub

logger = logging.getLogger(__name__)

EVERY_SECONDS = 0.4
AGAIN_FOR_SECONDS = 5.0  # no INSERT is under way for longer, unless the database is in trouble
OVERDUE_SECONDS = 2.0  # heard of, and still not in the log: whoever took it was killed


class Lookout:
    def __init__(self, hub: "Hub") -> None:
        self._hub = hub
        self._wanted: set[OpenDocument] = set()
        self._newest: deque[tuple[float, int]] = deque()  # when which id was the highest
        self._task: asyncio.Task[None] | None = None

    def look_soon(self, document: OpenDocument) -> None:
        """Within 0.4 s the document has what is in the log, and so has everybody at it."""
        if not self._hub.bus.is_shared:
            return  # nobody else writes
        self._wanted.add(document)
        if self._task is None:
            self._task = asyncio.create_task(self._look_until_done())

    async def _look_until_done(self) -> None:
        while self._wanted:
            await asyncio.sleep(EVERY_SECONDS)
            wanted, self._wanted = self._wanted, set()
            try:
                await self._look(wanted)
            except Exception:  # whatever it is: it must not be the last look
                logger.exception("The log of documents cannot be read; trying again.")
                self._wanted |= wanted
        self._task = None

    async def _look(self, wanted: set[OpenDocument]) -> None:
        by_id = {one.doc_id: one for one in wanted if one.loaded.done()}
        self._wanted |= wanted - set(by_id.values())
        if not by_id:
            return
        began = time.monotonic()
        after = min(document.known_until for document in by_id.values())
        look = await in_thread(log_after)(list(by_id), after=after)
        new = [entry for entry in look.entries if by_id[entry.doc_id].is_new_row(entry.id)]
        unheard = [entry for entry in new if not self._was_heard(by_id[entry.doc_id], entry)]
        data = await in_thread(update_data)([entry.id for entry in unheard]) if unheard else {}
        for entry in new:
            by_id[entry.doc_id].know_row(entry.id)
        for entry in unheard:
            if entry.id in data:
                self._hub.merge(by_id[entry.doc_id], data[entry.id])
        until = self._known_until(look.newest_row, now=began)
        for document in by_id.values():
            document.know_rows_until(until)
            self._store_what_is_overdue(document)

    def _known_until(self, newest: int, *, now: float) -> int:
        """The highest id of five seconds ago: no row below it is still to come."""
        self._newest.append((now, newest))
        until = 0
        while self._newest[0][0] < now - AGAIN_FOR_SECONDS:
            _, until = self._newest.popleft()
        return until

    def _was_heard(self, document: OpenDocument, entry: Entry) -> bool:
        heard = document.unlogged.pop((entry.author_id, entry.at), None)
        if heard is not None:
            self._hub.count_row(document)
        return heard is not None

    def _store_what_is_overdue(self, document: OpenDocument) -> None:
        now = time.monotonic()
        for (author_id, at), heard in list(document.unlogged.items()):
            if now - heard.heard_at_seconds > OVERDUE_SECONDS:
                del document.unlogged[(author_id, at)]
                update = NewUpdate(document.doc_id, author_id, heard.data, at)
                self._hub.store(document, update)
        if document.unlogged:
            self._wanted.add(document)
