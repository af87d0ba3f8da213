"""Clients that speak y-websocket's protocol as browsers do, and the server they speak to."""

import asyncio
import contextlib
import json
import socket
from collections.abc import AsyncIterator

import uvicorn
from django.conf import settings
from django.test import Client
from pycrdt import Doc, Text
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from room.domain.documents import DocumentKey
from room.domain.presence import Announced, read_announcements, write_announcements
from room.domain.sync_protocol import (
    answer_frame,
    ask_frame,
    awareness_frame,
    read_number,
    update_frame,
)


def editor_key(session, *, leg: int = 1) -> str:
    return str(DocumentKey(session.public_id, "editor", leg))


def cookie_of(client: Client) -> str:
    name = settings.SESSION_COOKIE_NAME
    return f"{name}={client.cookies[name].value}" if name in client.cookies else ""


@contextlib.asynccontextmanager
async def served() -> AsyncIterator[int]:
    """The whole site on a real uvicorn in this event loop; its port."""
    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(
        "prepplatform.asgi:application",
        lifespan="off",
        log_config=None,
        ws_max_size=64 * 1024,
        timeout_graceful_shutdown=2,
    )
    server = uvicorn.Server(config)
    server.install_signal_handlers = lambda: None
    serving = asyncio.create_task(server._serve(sockets=[listener]))
    while not server.started:
        await asyncio.sleep(0.01)
    try:
        yield listener.getsockname()[1]
    finally:
        server.should_exit = True
        await serving
        listener.close()


class Replica:
    """A browser's copy of a document. It stays when the connection goes, and connects again."""

    def __init__(self, key: str, *, cookie: str = "") -> None:
        self.key, self.cookie = key, cookie
        self.document: Doc = Doc()
        self.text = self.document.get("editor", type=Text)
        self.answers = 0  # what was asked and has been answered: acknowledged up to there
        self.others: dict[int, dict] = {}  # awareness: client → state
        self.told: list[str] = []  # words of an auth frame
        self.closed: tuple[int, str] | None = None
        self.frames: list[bytes] = []
        self.connection: ClientConnection | None = None
        self._is_hearing = False
        self._outgoing: asyncio.Queue[bytes] = asyncio.Queue()
        self._tasks: list[asyncio.Task] = []
        self._subscription = self.document.observe(self._changed)

    def _changed(self, event) -> None:
        if not self._is_hearing:
            self.say(update_frame(event.update))

    def say(self, frame: bytes) -> None:
        if self.connection is not None:
            self._outgoing.put_nowait(frame)

    async def open(self, port: int, *, origin: str | None = None) -> "Replica":
        """Connect; websockets' InvalidStatus if the server refuses."""
        self.closed = None
        self._outgoing = asyncio.Queue()
        self.connection = await connect(
            f"ws://127.0.0.1:{port}/ws/doc/{self.key}/",
            origin=origin or f"http://127.0.0.1:{port}",
            additional_headers={"Cookie": self.cookie},
            compression=None,
            max_size=None,
        )
        self.ask()
        self._tasks = [asyncio.create_task(self._hear()), asyncio.create_task(self._speak())]
        return self

    def ask(self) -> None:
        """Sync step 1."""
        self.say(ask_frame(self.document.get_state()))

    async def _speak(self) -> None:
        while True:
            frame = await self._outgoing.get()
            try:
                await self.connection.send(frame)
            except ConnectionClosed:
                return

    async def _hear(self) -> None:
        try:
            async for frame in self.connection:
                self.frames.append(frame)
                self._take(frame)
        except ConnectionClosed:
            pass
        self.closed = (self.connection.close_code, self.connection.close_reason)

    def _take(self, frame: bytes) -> None:
        length, begin = read_number(frame, at=1 if frame[0] == 1 else 2)
        body = frame[begin : begin + length]
        if frame[0] == 0 and frame[1] == 0:
            self.say(answer_frame(self.document.get_update(body)))
        elif frame[0] == 0:
            self._is_hearing = True
            self.document.apply_update(body)
            self._is_hearing = False
            self.answers += frame[1] == 1
        elif frame[0] == 1:
            for one in read_announcements(body):
                self.others[one.client] = json.loads(one.state)
        else:
            self.told.append(body.decode())

    def announce(self, state: dict | None, *, client: int | None = None, clock: int = 1) -> None:
        number = self.document.client_id if client is None else client
        one = Announced(number, clock, json.dumps(state))
        self.say(awareness_frame(write_announcements([one])))

    def type(self, words: str, *, at: int = 0) -> None:
        self.text.insert(at, words)

    async def acknowledged(self, *, seconds: float = 10) -> None:
        """Wait until the server says that all typed so far is stored."""
        wanted = self.answers + 1
        self.ask()
        await until(lambda: self.answers >= wanted or self.closed is not None, seconds=seconds)
        assert self.closed is None, self.closed

    async def ended(self, *, seconds: float = 5) -> tuple[int, str]:
        """How the server has closed the connection, once it has."""
        await until(lambda: self.closed is not None, seconds=seconds)
        return self.closed

    async def close(self) -> None:
        connection, self.connection = self.connection, None
        if connection is not None:
            await connection.close()
        for task in self._tasks:
            task.cancel()

    def __str__(self) -> str:
        return str(self.text)


async def until(is_true, *, seconds: float = 5) -> None:
    deadline = asyncio.get_running_loop().time() + seconds
    while not is_true():
        assert asyncio.get_running_loop().time() < deadline, "It did not come to that."
        await asyncio.sleep(0.01)
