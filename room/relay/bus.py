"""Other processes: one Redis subscription per process and document, and pipelined PUBLISH.

Redis delivers at most once, and not at all while it is away. What it loses is found in the log.
"""

import asyncio
import contextlib
import logging
import secrets
from collections.abc import Callable
from typing import Protocol

from redis.asyncio import Redis
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

PREFIX = "rehearse.document."  # numbers of databases do not separate channels: keys do
ID_BYTES = 8
PING_SECONDS, SILENT_SECONDS = 5.0, 15.0
FIRST_WAIT_SECONDS, LONGEST_WAIT_SECONDS = 0.1, 2.0
TOGETHER_SECONDS = 0.02  # a picture on a screen
MOST_WAITING = 10_000

Heard = Callable[[str, bytes], None]


class Bus(Protocol):
    """What a process tells the others about its documents."""

    is_shared: bool  # whether there can be others at all

    async def subscribe(self, key: str) -> None: ...
    async def unsubscribe(self, key: str) -> None: ...
    def publish(self, key: str, message: bytes) -> None: ...
    async def close(self) -> None: ...


class NoBus:
    """One process has all sockets."""

    is_shared = False

    async def subscribe(self, key: str) -> None:
        return

    async def unsubscribe(self, key: str) -> None:
        return

    def publish(self, key: str, message: bytes) -> None:
        return

    async def close(self) -> None:
        return


class RedisBus:
    """`heard(key, message)` for each message of another process.

    `joined(key)` whenever a subscription begins, also again after Redis was away: what was said
    before is to be found in the log.
    """

    is_shared = True

    def __init__(self, url: str, *, heard: Heard, joined: Callable[[str], None]) -> None:
        self._redis = Redis.from_url(url, socket_connect_timeout=1, socket_timeout=None)
        self._sender = Redis.from_url(url, socket_connect_timeout=1, socket_timeout=1)
        self._heard, self._joined = heard, joined
        self._own_id = secrets.token_bytes(ID_BYTES)
        self._keys: set[str] = set()
        self._waiting: list[tuple[str, bytes]] = []
        self._sending: asyncio.Task[None] | None = None
        self._lock = asyncio.Lock()
        self._pubsub = self._redis.pubsub()
        self._listening = asyncio.create_task(self._listen())

    async def subscribe(self, key: str) -> None:
        self._keys.add(key)
        await self._tell(self._pubsub.subscribe, PREFIX + key)

    async def unsubscribe(self, key: str) -> None:
        self._keys.discard(key)
        await self._tell(self._pubsub.unsubscribe, PREFIX + key)

    async def _tell(self, command: Callable, channel: str) -> None:
        # While Redis is away `_listen` connects again, with all keys that count by then.
        with contextlib.suppress(RedisError, OSError):
            async with self._lock:  # two at once would each open a connection
                await command(channel)

    def publish(self, key: str, message: bytes) -> None:
        if len(self._waiting) < MOST_WAITING:
            self._waiting.append((PREFIX + key, self._own_id + message))
        if self._sending is None:
            self._sending = asyncio.create_task(self._send())

    async def _send(self) -> None:
        while self._waiting:
            # A round trip costs more than anything else here does for an update.
            await asyncio.sleep(TOGETHER_SECONDS)
            batch, self._waiting = self._waiting, []
            pipeline = self._sender.pipeline(transaction=False)
            for channel, message in batch:
                pipeline.publish(channel, message)
            try:
                await pipeline.execute()
            except (RedisError, OSError):
                logger.warning("Other processes were not told; they will look in the log.")
        self._sending = None

    async def _listen(self) -> None:
        wait = FIRST_WAIT_SECONDS
        while True:
            try:
                if self._keys:
                    await self._pubsub.subscribe(*(PREFIX + key for key in self._keys))
                await self._listen_until_silent()
                wait = FIRST_WAIT_SECONDS
            except (RedisError, OSError):
                logger.warning("Redis is away; connecting again.")
            await asyncio.sleep(wait)
            wait = min(wait * 2, LONGEST_WAIT_SECONDS)
            with contextlib.suppress(RedisError, OSError):
                await self._pubsub.aclose()
            self._pubsub = self._redis.pubsub()

    async def _listen_until_silent(self) -> None:
        loop = asyncio.get_running_loop()
        heard_at = pinged_at = loop.time()
        while loop.time() - heard_at < SILENT_SECONDS:  # open but deaf: begin anew
            if not self._pubsub.subscribed:
                await asyncio.sleep(0.1)
                heard_at = loop.time()
                continue
            message = await self._pubsub.get_message(timeout=PING_SECONDS)
            if message is not None:
                heard_at = loop.time()
                try:
                    self._pass_on(message)
                except Exception:  # whoever can write to Redis must not stop the listening
                    logger.exception("A message of another process was not understood.")
            if loop.time() - pinged_at > PING_SECONDS:
                pinged_at = loop.time()
                await self._pubsub.ping()

    def _pass_on(self, message: dict) -> None:
        if message["type"] == "pong":
            return
        key = message["channel"].decode().removeprefix(PREFIX)
        if message["type"] == "subscribe":
            self._joined(key)
        elif message["type"] == "message" and message["data"][:ID_BYTES] != self._own_id:
            self._heard(key, message["data"][ID_BYTES:])

    async def close(self) -> None:
        for task in (self._listening, self._sending):
            if task is not None:
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await task
        await self._pubsub.aclose()
        await self._redis.aclose()
        await self._sender.aclose()
