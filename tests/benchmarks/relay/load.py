"""The same load for any server that speaks y-websocket's protocol: pairs that type."""

import asyncio
import re
import statistics
import time
from dataclasses import dataclass, field

from pycrdt import Doc, Text
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from room.domain.sync_protocol import ask_frame, update_frame
from tests.benchmarks.relay.site import Room, Server

TOKEN = re.compile(rb"<(\d+)>")
RESYNC_SECONDS = 5.0  # as the site's client does


@dataclass
class Result:
    """Milliseconds from one browser to the other, and what it cost the server."""

    latencies: list[float] = field(default_factory=list)
    sent: int = 0
    cpu_seconds: float = 0.0
    missing: int = 0  # of what was sent: not in a document that is opened afterwards

    @property
    def p50(self) -> float:
        return statistics.median(self.latencies)

    @property
    def p99(self) -> float:
        return statistics.quantiles(self.latencies, n=100)[98]


class Typist:
    def __init__(self, room: Room, cookie: str, result: Result, sent_at: dict[int, float]) -> None:
        self.room, self.cookie = room, cookie
        self._result, self._sent_at = result, sent_at
        self._document: Doc = Doc()
        self._text = self._document.get("editor", type=Text)
        self._length = 0
        self._frame = b""
        self._own: set[int] = set()
        self._subscription = self._document.observe(self._changed)

    def _changed(self, event) -> None:
        self._frame = update_frame(event.update)

    async def connect(self, server: Server) -> None:
        self.connection: ClientConnection = await connect(
            f"ws://127.0.0.1:{server.port}{server.path}{self.room.key}/",
            origin=f"http://127.0.0.1:{server.port}",
            additional_headers={"Cookie": self.cookie},
            compression=None,
            max_size=None,
            ping_interval=None,
        )
        self._tasks = [asyncio.create_task(self._hear()), asyncio.create_task(self._resync())]

    async def _hear(self) -> None:
        try:
            async for frame in self.connection:
                if frame[:2] == b"\x00\x02":  # an update; what else comes is no news here
                    now = time.perf_counter()
                    for number in map(int, TOKEN.findall(frame)):
                        if number not in self._own:  # y-websocket sends one's own back
                            self._result.latencies.append((now - self._sent_at[number]) * 1000)
        except ConnectionClosed:
            pass

    async def _resync(self) -> None:
        while True:
            await self.connection.send(ask_frame(self._document.get_state()))
            await asyncio.sleep(RESYNC_SECONDS)

    async def type(self, number: int) -> None:
        word = f"<{number}>"
        self._text.insert(self._length, word)
        self._length += len(word)
        self._own.add(number)
        self._sent_at[number] = time.perf_counter()
        await self.connection.send(self._frame)
        self._result.sent += 1

    async def leave(self) -> None:
        for task in self._tasks:
            task.cancel()
        await self.connection.close()


async def measure(server: Server, rooms: list[Room], *, seconds: float, each: float) -> Result:
    """Two people in every room type `each` updates a second, for that many seconds."""
    result, sent_at = Result(), {}
    typists = [Typist(room, cookie, result, sent_at) for room in rooms for cookie in room.cookies]
    for one in typists:
        await one.connect(server)
    await asyncio.sleep(1)
    began_cpu, began = server.cpu_seconds(), asyncio.get_running_loop().time()
    interval = 1 / (each * len(typists))
    total = int(seconds / interval)
    for number in range(total):
        await asyncio.sleep(max(0, began + number * interval - asyncio.get_running_loop().time()))
        await typists[number % len(typists)].type(number)
    result.cpu_seconds = server.cpu_seconds() - began_cpu
    await asyncio.sleep(1)
    for one in typists:
        await one.leave()
    return result


async def count_missing(server: Server, rooms: list[Room], *, total: int) -> int:
    """How many of the numbers that were typed nobody finds who opens the documents now."""
    found: set[int] = set()
    for room in rooms:
        found |= await _numbers_in(server, room)
    return len(set(range(total)) - found)


async def _numbers_in(server: Server, room: Room) -> set[int]:
    reader = Typist(room, room.cookies[0], Result(), {})
    document: Doc = Doc()
    async with connect(
        f"ws://127.0.0.1:{server.port}{server.path}{room.key}/",
        origin=f"http://127.0.0.1:{server.port}",
        additional_headers={"Cookie": reader.cookie},
        max_size=None,
    ) as connection:
        await connection.send(ask_frame(document.get_state()))
        async for frame in connection:
            if frame[:2] == b"\x00\x01":
                return {int(token) for token in TOKEN.findall(frame)}
    return set()
