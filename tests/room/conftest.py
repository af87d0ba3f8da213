"""Sessions that run now, and sockets as browsers open them: through the whole ASGI site."""

import json
from base64 import b64decode
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from datetime import datetime, timedelta

import pytest
from asgiref.sync import sync_to_async
from asgiref.testing import ApplicationCommunicator
from channels.layers import channel_layers
from django.conf import settings as site_settings
from django.test import Client

from interviews.models import Session
from prepplatform.asgi import application
from room.actions.visits import enter_room
from tests.factories import SessionFactory

Frame = dict


@pytest.fixture(autouse=True)
def _own_channel_layer() -> Iterator[None]:
    """A layer keeps locks of the event loop it was used in, and each test has its own loop."""
    channel_layers.backends.clear()
    yield
    channel_layers.backends.clear()


@pytest.fixture
def session(db, now: datetime) -> Session:
    """A swap that began a minute ago: leg 1 has `first` as its interviewer."""
    return session_at(now - timedelta(minutes=1))


def session_at(starts_at: datetime, **fields) -> Session:
    session = SessionFactory(starts_at=starts_at, **fields)
    session.first = session.legs.get(number=1).interviewer
    session.second = session.legs.get(number=1).candidate
    return session


def both_enter(session: Session, *, now: datetime) -> None:
    for user in (session.first, session.second):
        enter_room(session, connection_id=f"of-{user.pk}", by=user, now=now)


def browser(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


class Socket:
    """A browser's connection to a room, and every byte that came through it."""

    def __init__(self, session: Session, *, client: Client | None, origin: bytes | None) -> None:
        headers = [(b"host", b"localhost")]
        if origin is not None:
            headers.append((b"origin", origin))
        if client is not None:
            name = site_settings.SESSION_COOKIE_NAME
            if name in client.cookies:
                headers.append((b"cookie", f"{name}={client.cookies[name].value}".encode()))
        self.client = client
        self.bytes = ""
        self._pings = 0
        self.is_open = False
        # channels.testing would do the same, but its package imports daphne.
        self.communicator = ApplicationCommunicator(
            application,
            {
                "type": "websocket",
                "path": f"/ws/room/{session.public_id}/",
                "query_string": b"",
                "headers": headers,
                "subprotocols": [],
            },
        )

    async def open(self) -> bool:
        await self.communicator.send_input({"type": "websocket.connect"})
        answer = await self.communicator.receive_output(5)
        self.is_open = answer["type"] == "websocket.accept"
        return self.is_open

    async def say(self, text: str | None = None, **message) -> None:
        text = json.dumps(message) if text is None else text
        await self.communicator.send_input({"type": "websocket.receive", "text": text})

    async def frames(self) -> list[Frame]:
        """What has arrived once all that was said is answered. A close is {"close": code}."""
        self._pings += 1
        number = 1_000_000 + self._pings
        await self.say(type="ping", number=number)
        frames: list[Frame] = []
        while not frames or frames[-1].get("number") != number:
            frames.append(await self.frame())
            if "close" in frames[-1]:
                return frames
        del frames[-1]
        while not await self.communicator.receive_nothing(0.05, 0.01):
            frames.append(await self.frame())
        return frames

    async def frame(self) -> Frame:
        """The next frame, however long it takes (15 s)."""
        event = await self.communicator.receive_output(15)
        if event["type"] == "websocket.close":
            return {"close": event.get("code")}
        self.bytes += event["text"]
        return json.loads(event["text"])

    async def view_unasked(self, *, revision: int = 0) -> Frame:
        """The next view that the server sends by itself, of this revision or a later one."""
        while True:
            frame = await self.frame()
            if frame.get("type") == "view" and frame["revision"] >= revision:
                return frame

    async def view(self) -> Frame:
        """The person's whole view as it is now."""
        await self.say(type="hello")
        return [frame for frame in await self.frames() if frame["type"] == "view"][-1]

    async def errors(self) -> list[str]:
        return [frame["message"] for frame in await self.frames() if frame.get("type") == "error"]

    async def close(self) -> None:
        """Go away; a second time changes nothing."""
        await self.communicator.send_input({"type": "websocket.disconnect", "code": 1000})
        await self.communicator.wait(5)


Opener = Callable[..., Awaitable[Socket]]


@pytest.fixture
async def open_socket() -> AsyncIterator[Opener]:
    """`await open_socket(session, user)`: a connection, closed again after the test."""
    opened: list[Socket] = []

    async def open_one(
        session: Session, user=None, *, client=None, origin: bytes | None = b"http://localhost"
    ) -> Socket:
        if client is None and user is not None:
            client = await sync_to_async(browser)(user)
        socket = Socket(session, client=client, origin=origin)
        await socket.open()
        opened.append(socket)
        return socket

    yield open_one
    for socket in opened:
        await socket.close()


def note_bytes(frames: list[Frame]) -> list[bytes]:
    return [b64decode(frame["update"]) for frame in frames if frame["type"] == "notes"]
