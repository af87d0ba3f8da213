"""Tell a room's sockets to look again. No message carries anything but that.

Each socket then rebuilds its own view by its person's role, so nothing of the interviewer's
ever travels through a group. The layer delivers at most once; sockets look again at every
heartbeat, which repairs what was lost.
"""

import asyncio
import logging
from concurrent.futures import Future
from functools import partial
from typing import Any

from asgiref.sync import async_to_sync
from channels.layers import InMemoryChannelLayer, get_channel_layer
from django.db import transaction

from interviews.models import Session

logger = logging.getLogger(__name__)

_sockets_loop: asyncio.AbstractEventLoop | None = None


def keep_loop(loop: asyncio.AbstractEventLoop) -> None:
    """Remember the event loop that this process's sockets live on."""
    global _sockets_loop
    _sockets_loop = loop


def group_of(session: Session) -> str:
    return f"room.{session.public_id.hex}"


def announce(session: Session) -> None:
    """After the commit, let every socket in the session's room rebuild its view."""
    _announce_on_commit(session, event="room.refresh")


def announce_notes(session: Session) -> None:
    """After the commit, let every socket in the session's room fetch new notes."""
    _announce_on_commit(session, event="room.notes")


def _announce_on_commit(session: Session, *, event: str) -> None:
    transaction.on_commit(partial(_send, group_of(session), event), robust=True)


def _send(group: str, event: str) -> None:
    """From any thread: the web process's own or a worker's."""
    layer = get_channel_layer()
    if _sockets_loop is not None and _sockets_loop.is_running():
        # The memory layer's queues belong to that loop; for Redis it spares a loop per message.
        sending = layer.group_send(group, {"type": event})
        asyncio.run_coroutine_threadsafe(sending, _sockets_loop).add_done_callback(_log_failure)
    elif not isinstance(layer, InMemoryChannelLayer):
        try:
            async_to_sync(layer.group_send)(group, {"type": event})
        except Exception:  # whatever Redis's client raises: heartbeats repair it
            logger.warning("The sockets of %s were not told; they will look.", group)


def _log_failure(sending: "Future[Any]") -> None:
    if not sending.cancelled() and sending.exception() is not None:
        logger.warning("The sockets of a room were not told; they will look.")
