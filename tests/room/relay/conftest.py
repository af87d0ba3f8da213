from collections.abc import AsyncIterator

import pytest
from asgiref.sync import sync_to_async

from tests.room.conftest import browser
from tests.room.relay.clients import Replica, cookie_of, editor_key, served


@pytest.fixture
async def port(transactional_db, settings) -> AsyncIterator[int]:
    settings.ALLOWED_HOSTS = ["127.0.0.1", "testserver"]
    async with served() as port:
        yield port


@pytest.fixture
async def replica_of(port: int) -> AsyncIterator:
    """`await replica_of(session, user)`: a connected replica of the first leg's editor."""
    opened: list[Replica] = []

    async def open_one(session, user=None, *, client=None, key=None, origin=None) -> Replica:
        if client is None and user is not None:
            client = await sync_to_async(browser)(user)
        cookie = cookie_of(client) if client else ""
        replica = Replica(key or editor_key(session), cookie=cookie)
        opened.append(replica)
        return await replica.open(port, origin=origin)

    yield open_one
    for replica in opened:
        await replica.close()
