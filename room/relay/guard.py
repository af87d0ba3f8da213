"""Whether those who are in may stay: asked every 10 s, and when the room has changed."""

import asyncio
import contextlib
import logging
from collections import defaultdict
from collections.abc import Collection
from typing import TYPE_CHECKING
from uuid import UUID

from channels.layers import get_channel_layer
from django.utils import timezone

from interviews.models import Session
from room.domain.sync_protocol import CHANGED, NO_LONGER_ALLOWED
from room.notifications import group_of
from room.queries.access import NoEntry
from room.queries.document_access import Admission, Pass, access_facts, admission_of
from room.relay.threads import in_thread

if TYPE_CHECKING:
    from room.relay.socket import DocumentSocket

logger = logging.getLogger(__name__)

PAUSE_SECONDS = 0.3  # a sign-out says so just before it happens
GONE = "You are signed out, or no longer part of this session."


class Guard:
    """Listens to the rooms whose documents are open here; Channels says only "look again"."""

    def __init__(self) -> None:
        self._sockets: dict[UUID, set[DocumentSocket]] = defaultdict(set)
        self._listening: dict[UUID, asyncio.Task[None]] = {}
        self._changed: set[UUID] = set()
        self._checking: asyncio.Task[None] | None = None

    def watch(self, socket: "DocumentSocket") -> None:
        session = socket.admission.session
        self._sockets[session.public_id].add(socket)
        if session.public_id not in self._listening:
            task = asyncio.create_task(self._listen(session))
            self._listening[session.public_id] = task

    def unwatch(self, socket: "DocumentSocket") -> None:
        public_id = socket.admission.session.public_id
        self._sockets[public_id].discard(socket)
        if not self._sockets[public_id]:
            del self._sockets[public_id]
            self._listening.pop(public_id).cancel()

    async def _listen(self, session: Session) -> None:
        layer = get_channel_layer()
        while True:
            try:
                channel = await layer.new_channel()
                await layer.group_add(group_of(session), channel)
                try:
                    while True:
                        await layer.receive(channel)
                        self._check_soon(session.public_id)
                finally:
                    with contextlib.suppress(Exception):
                        await layer.group_discard(group_of(session), channel)
            except Exception:  # whatever Redis's client raises: `check_all` goes on meanwhile
                logger.warning("A room's documents are not told of changes; trying again.")
                await asyncio.sleep(1)

    def _check_soon(self, public_id: UUID) -> None:
        """However often a room says that it has changed, it is looked at once in a while."""
        self._changed.add(public_id)
        if self._checking is None:
            self._checking = asyncio.create_task(self._check_changed())

    async def _check_changed(self) -> None:
        while self._changed:
            await asyncio.sleep(PAUSE_SECONDS)
            changed, self._changed = self._changed, set()
            await self.check({socket for one in changed for socket in self._sockets.get(one, ())})
        self._checking = None

    async def check_all(self) -> None:
        await self.check({socket for sockets in self._sockets.values() for socket in sockets})

    async def check(self, sockets: Collection["DocumentSocket"]) -> None:
        """Close those whose person may no longer do here what they could when they came."""
        sockets = list(sockets)
        passes = {socket.entry for socket in sockets}
        try:
            facts = await in_thread(_facts)(passes)
            for socket in sockets:
                # A coach's admission hangs on more than those facts.
                if socket.person.observes or socket.facts != facts[socket.entry]:
                    await self._ask_again(socket)
                    socket.facts = facts[socket.entry]
        except Exception:  # whatever it is: it must not be the last time that anybody asks
            logger.exception("Who may be at documents cannot be asked now.")

    async def _ask_again(self, socket: "DocumentSocket") -> None:
        try:
            admission = await in_thread(_admission)(socket.entry)
        except NoEntry as refusal:
            socket.end(NO_LONGER_ALLOWED, str(refusal))
            return
        if admission is None:
            socket.end(NO_LONGER_ALLOWED, GONE)
        elif (admission.can_write, admission.person) != (socket.can_write, socket.person):
            socket.end(CHANGED, "What you may do here has changed.")


def _facts(passes: Collection[Pass]) -> dict:
    return access_facts(passes, now=timezone.now())


def _admission(entry: Pass) -> Admission | None:
    return admission_of(entry.session_key, public_id=entry.public_id, now=timezone.now())
