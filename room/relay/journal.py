"""Group commit: what all documents of this process receive within 50 ms is one INSERT.

An update is passed on at once and stored a moment later. Its author learns that it is stored
from the answer to a sync step 1, which waits for the journal.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence

from django.db import IntegrityError

from room.actions.documents import NewUpdate, append_updates
from room.relay.threads import in_thread

logger = logging.getLogger(__name__)

EVERY_SECONDS = 0.05
FIRST_WAIT_SECONDS, LONGEST_WAIT_SECONDS = 0.1, 2.0  # while the database is away
MOST_WAITING_BYTES = 16 * 1024 * 1024

Told = Callable[[int | None], None]


class Journal:
    """Updates on their way to the log. Each learns its row, or None if its document is gone."""

    def __init__(self) -> None:
        self._waiting: list[tuple[NewUpdate, Told]] = []
        self._bytes = 0
        self._stored: asyncio.Future[None] | None = None  # when all that waits now is stored
        self._task: asyncio.Task[None] | None = None

    @property
    def is_full(self) -> bool:
        """The database has been away for long: nothing more can be taken."""
        return self._bytes > MOST_WAITING_BYTES

    def add(self, update: NewUpdate, *, told: Told) -> None:
        self._waiting.append((update, told))
        self._bytes += len(update.data)
        if self._task is None:
            self._stored = asyncio.get_running_loop().create_future()
            self._task = asyncio.create_task(self._write_all())

    async def stored(self) -> None:
        """Wait until everything that was added before is in the database."""
        while self._stored is not None and not self._stored.done():
            await asyncio.shield(self._stored)

    async def _write_all(self) -> None:
        while self._waiting:
            await asyncio.sleep(EVERY_SECONDS)
            batch, self._waiting = self._waiting, []
            stored, self._stored = self._stored, asyncio.get_running_loop().create_future()
            rows = await self._write_at_last([update for update, _ in batch])
            self._bytes -= sum(len(update.data) for update, _ in batch)
            for row, (_, told) in zip(rows, batch, strict=True):
                told(row)
            if stored is not None:
                stored.set_result(None)
        if self._stored is not None:
            self._stored.set_result(None)
        self._task = None

    async def _write_at_last(self, updates: Sequence[NewUpdate]) -> Sequence[int | None]:
        """Write them, however long the database is away."""
        wait = FIRST_WAIT_SECONDS
        while True:
            try:
                return await in_thread(_write)(updates)
            except Exception:  # whatever it is: they are kept, and nobody is told otherwise
                logger.exception("Documents could not be stored; trying again.")
            await asyncio.sleep(wait)
            wait = min(wait * 2, LONGEST_WAIT_SECONDS)


def _write(updates: Sequence[NewUpdate]) -> Sequence[int | None]:
    try:
        return append_updates(updates)
    except IntegrityError:  # a document has been deleted: the others must not wait for it
        return [_write_one(update) for update in updates]


def _write_one(update: NewUpdate) -> int | None:
    try:
        return append_updates([update])[0]
    except IntegrityError:
        return None
