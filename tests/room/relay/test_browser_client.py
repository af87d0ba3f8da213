"""The site's own client (frontend/src/collab/provider.ts) against the real relay, in Node."""

import asyncio
import json
import os
import subprocess
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
from asgiref.sync import sync_to_async

from room.models import DocUpdate
from room.relay.hub import hub_of_this_loop
from tests.processes import ROOT
from tests.room.conftest import browser
from tests.room.relay.clients import cookie_of, editor_key, until

FRONTEND = ROOT / "frontend"
# script/build-assets puts Node into .venv where the machine has none.
PATH = f"{os.environ['PATH']}:{ROOT / '.venv/bin'}"


class BrowserClient:
    """One client; `states` is everything it has shown."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.states: list[dict] = [{"text": "", "words": "", "names": []}]
        self._reading = asyncio.create_task(self._read())

    async def _read(self) -> None:
        async for line in self.process.stdout:
            self.states.append(json.loads(line))

    def do(self, **command) -> None:
        self.process.stdin.write(json.dumps(command).encode() + b"\n")

    async def shows(self, **wanted) -> None:
        def is_shown() -> bool:
            return wanted.items() <= self.states[-1].items()

        try:
            await until(is_shown, seconds=15)
        except AssertionError:
            raise AssertionError(f"{wanted} after {self.states[-3:]}") from None

    async def stop(self) -> None:
        self.process.stdin.close()
        await self.process.wait()
        await self._reading


@pytest.fixture(scope="module")
def bundle(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("client") / "provider.mjs"
    command = ["node_modules/.bin/rolldown", "src/collab/provider.ts", "--file", str(path)]
    options = ["--format", "esm", "--platform", "node"]
    subprocess.run(
        [*command, *options],
        cwd=FRONTEND,
        env=os.environ | {"PATH": PATH},
        check=True,
        capture_output=True,
    )
    return path


Starter = Callable[..., Awaitable[BrowserClient]]


@pytest.fixture
async def start(port: int, bundle: Path) -> AsyncIterator[Starter]:
    started: list[BrowserClient] = []

    async def start_one(session, user) -> BrowserClient:
        cookie = cookie_of(await sync_to_async(browser)(user))
        process = await asyncio.create_subprocess_exec(
            *("node", "--experimental-websocket", "--no-warnings"),
            str(Path(__file__).with_name("browser_client.mjs")),
            *(str(bundle), f"ws://127.0.0.1:{port}", editor_key(session), cookie),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=os.environ | {"PATH": PATH},
        )
        started.append(BrowserClient(process))
        return started[-1]

    yield start_one
    for client in started:
        await client.stop()


async def test_two_clients_write_together_and_know_what_is_saved(session, start):
    first, second = await start(session, session.first), await start(session, session.second)
    first.do(type="hello ", cursor=6)
    await second.shows(text="hello ", names=[await pseudonym(session.first)])
    second.do(type="world")
    await first.shows(text="hello world", words="Saved.")
    await second.shows(text="hello world", words="Saved.")

    assert await DocUpdate.objects.acount() == 2
    assert [state["words"] for state in first.states].index("Saving …") > 0


async def test_client_is_told_why_it_was_sent_away_and_does_not_come_back(session, start):
    client = await start(session, session.first)
    client.do(type="words")
    await client.shows(words="Saved.")
    await session.participations.filter(user=session.first).adelete()
    await hub_of_this_loop().guard.check_all()
    await client.shows(words="You are signed out, or no longer part of this session.")
    client.do(type=" more")
    await client.shows(
        words="You are signed out, or no longer part of this session."
        " What you wrote last is only on this page: copy it."
    )
    assert hub_of_this_loop().documents == {}


async def test_what_is_typed_while_the_server_is_away_is_saved_when_it_is_back(session, start):
    client = await start(session, session.first)
    client.do(type="before ")
    await client.shows(words="Saved.")
    [document] = hub_of_this_loop().documents.values()
    [connection] = document.sockets
    connection.end(1012, "The server restarts.")
    await client.shows(
        words="No connection. What you write stays on this page, and is saved when it is back."
    )
    client.do(type="meanwhile")
    await client.shows(text="before meanwhile", words="Saved.")

    assert await DocUpdate.objects.acount() == 2


pseudonym = sync_to_async(lambda user: user.profile.pseudonym)
