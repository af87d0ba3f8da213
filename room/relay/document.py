"""A document that is open in this process: who is at it, and what it is at this moment.

`live` is a cache. The log is the truth, and from the log a document can be opened anew anywhere.
"""

import asyncio
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from pycrdt import Doc, get_update

from room.domain import notes
from room.domain.documents import MAX_DOCUMENT_BYTES, MAX_LOG_BYTES
from room.domain.presence import Announced, Presence, write_announcements
from room.domain.sync_protocol import (
    NO_LONGER_ALLOWED,
    awareness_frame,
    clocks_of,
    update_frame,
)
from room.queries.documents import Opened

if TYPE_CHECKING:
    from room.relay.socket import DocumentSocket


ROWS_UNDER_WAY = 1000  # that may become visible after rows with higher ids
SETTLED_EVERY_SECONDS = 0.1
NO_CHANGE = "That is no change to the document. Nothing was changed."


class CannotTake(Exception):
    """The update was not taken; the message says why to people."""


class Spoilt(CannotTake):
    """The update contradicts what is there, and `live` may hold half of it: begin anew."""


class DocumentIsFull(CannotTake):
    """Nothing more fits into the document, or into its log."""


@dataclass(frozen=True)
class Unlogged:
    """An update that another process has passed on, and that was not seen in the log yet."""

    data: bytes
    heard_at_seconds: float


class OpenDocument:
    def __init__(self, key: str, *, doc_id: int) -> None:
        self.key = key
        self.doc_id = doc_id
        self.sockets: set[DocumentSocket] = set()
        self.presence = Presence()
        self.loaded: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.unlogged: dict[tuple[int | None, datetime], Unlogged] = {}
        self.unpacked = 0
        self.is_packing = False
        self.live: Doc = Doc()
        self.known_until = 0  # ids of rows: all up to here are merged,
        self._known_rows: set[int] = set()  # and these above it
        self._size = 0  # of the document, never too small
        self._log_bytes = 0

    # --- What it holds -------------------------------------------------------------------

    def load(self, stored: Opened) -> None:
        """Merge in what is stored; what has been heard meanwhile stays. Raises BadUpdate."""
        notes.apply(self.live, stored.whole)
        self.unpacked = stored.unpacked
        self._size, self._log_bytes = len(stored.whole), stored.log_bytes
        self.known_until = max(0, stored.newest_row - ROWS_UNDER_WAY)

    def begin_anew(self) -> None:
        """Forget everything but who is at it; it waits to be loaded."""
        self.live = Doc()
        if self.loaded.done():
            self.loaded = asyncio.get_running_loop().create_future()

    def take(self, update: bytes) -> None:
        """Check an update of a client and merge it; raises CannotTake, or Spoilt (see there)."""
        try:
            notes.checked_update(update)
        except notes.BadUpdate:
            raise CannotTake(NO_CHANGE) from None
        self._make_sure_it_fits(len(update))
        try:
            notes.apply(self.live, update)
        except notes.BadUpdate:
            raise Spoilt(NO_CHANGE) from None
        self.count(len(update))

    def merge(self, update: bytes) -> bool:
        """Merge what the log or another process has; whether anything of it was new."""
        has_news = self.has_news(update)
        if has_news:
            notes.apply(self.live, update)
        return has_news

    def has_news(self, update: bytes) -> bool:
        """Whether the document lacks something of an update; raises CannotTake."""
        try:
            notes.checked_update(update)
        except notes.BadUpdate:
            raise CannotTake(NO_CHANGE) from None
        state = self.live.get_state()
        lacking = get_update(
            update, state
        )  # what is inserted, with its number first; all deletions
        if lacking[0] != 0:
            return True
        own = self.live.get_update(state)  # all deletions
        return notes.merged([own, lacking]) != notes.merged([own])

    def count(self, size: int) -> None:
        self._size += size
        self._log_bytes += size

    async def settled(self) -> None:
        """Wait until all that was heard of so far is in the log, or in this process's journal."""
        heard = set(self.unlogged)
        while heard & self.unlogged.keys():
            await asyncio.sleep(SETTLED_EVERY_SECONDS)

    def is_new_row(self, row: int) -> bool:
        return row > self.known_until and row not in self._known_rows

    def know_row(self, row: int) -> None:
        self._known_rows.add(row)

    def know_rows_until(self, row: int) -> None:
        self.known_until = max(self.known_until, row)
        self._known_rows = {one for one in self._known_rows if one > self.known_until}

    def _make_sure_it_fits(self, size: int) -> None:
        if self._log_bytes + size > MAX_LOG_BYTES:
            raise DocumentIsFull("Too much was ever written here (32 MB): it can only be read now.")
        if self._size + size > MAX_DOCUMENT_BYTES:
            self._size = len(self.live.get_update())
        if self._size + size > MAX_DOCUMENT_BYTES:
            raise DocumentIsFull("The document is full (2 MB). Copy what you need, and reload.")

    def missing_from(self, state: bytes) -> bytes:
        """What somebody with that state lacks; raises CannotTake."""
        try:
            return self.live.get_update(notes.checked_state(state))
        except (notes.BadUpdate, ValueError):
            raise CannotTake("That is no state of a document.") from None

    def lacks_of(self, state: bytes) -> bool:
        """Whether somebody with that state has what the document has not."""
        own = clocks_of(self.live.get_state())
        return any(clock > own.get(author, 0) for author, clock in clocks_of(state).items())

    # --- Who is at it --------------------------------------------------------------------

    def send(self, frame: bytes, *, but: "DocumentSocket | None" = None) -> None:
        """To everybody here."""
        for socket in self.sockets:
            if socket is not but:
                socket.put(frame)

    def send_update(self, update: bytes) -> None:
        self.send(update_frame(update))

    def announce(
        self, announced: Collection[Announced], *, but: "DocumentSocket | None" = None
    ) -> None:
        if announced:
            self.send(awareness_frame(write_announcements(announced)), but=but)

    def close(self, words: str) -> None:
        """Send everybody away; they need not come back."""
        for socket in self.sockets:
            socket.end(NO_LONGER_ALLOWED, words)
