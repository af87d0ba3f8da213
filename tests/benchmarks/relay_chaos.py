"""Kill everything that the relay stands on, in turn, while three people type.

    python -m tests.benchmarks.relay_chaos --postgresql URL [--runs 10] [--rounds 2]

Two server processes behind a Redis of their own, three typists who change between them, two
processes that pack the log all the time. In each round either server is killed (SIGKILL) and
started again, and Redis likewise. At the end both servers are killed once more: what a new one
reads from the log must hold all that was acknowledged, and be the text on every screen. Ends with
exit code 1 otherwise.
"""

import argparse
import asyncio
import contextlib
import shutil
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.relay.site import (
    Room,
    environment_of,
    listening,
    make_rooms,
    own_database,
    site_server,
)
from tests.benchmarks.relay.typists import Typist
from tests.processes import Process, free_port
from tests.room.relay.clients import Replica, until

PAUSE_SECONDS = 1.5
SETTLE_SECONDS = 30


@dataclass(frozen=True)
class Outcome:
    edits: int
    acknowledged: int
    lost: list[str]
    differing: int  # texts that are not the first one
    reconnects: int

    @property
    def is_good(self) -> bool:
        return self.acknowledged == self.edits and not self.lost and not self.differing


class Services:
    """Two servers of the site and a Redis, each of which can be killed and started again."""

    def __init__(self, folder: Path, environment: dict[str, str], redis_port: int) -> None:
        self.folder, self.environment, self.redis_port = folder, environment, redis_port
        self.ports = [free_port(), free_port()]
        self._running: dict[int, contextlib.ExitStack] = {}

    def start(self, port: int) -> None:
        stack = contextlib.ExitStack()
        if port == self.redis_port:
            command = ("redis-server", "--port", str(port), "--save", "", "--bind", "127.0.0.1")
            stack.enter_context(listening(*command, folder=self.folder, port=port, path=""))
        else:
            stack.enter_context(site_server(self.folder, self.environment, port=port))
        self._running[port] = stack

    def kill(self, port: int) -> None:
        self._running.pop(port).close()

    def stop(self) -> None:
        for port in list(self._running):
            self.kill(port)


async def run(services: Services, room: Room, *, rounds: int, seed: int) -> Outcome:
    cookies = (*room.cookies, room.cookies[0])  # one of the two has it open twice
    typists = [
        Typist(room.key, cookie=cookie, name=name, ports=services.ports, seed=seed * 10 + number)
        for number, (name, cookie) in enumerate(zip("abc", cookies, strict=True))
    ]
    is_over = asyncio.Event()
    upkeep = [
        asyncio.create_task(work)
        for typist in typists
        for work in (typist.stay_connected(), typist.ask_often())
    ]
    typing = [asyncio.create_task(typist.type_until(is_over)) for typist in typists]
    for _ in range(rounds):
        for port in (services.ports[0], services.redis_port, services.ports[1]):
            await asyncio.sleep(PAUSE_SECONDS)
            services.kill(port)
            await asyncio.sleep(PAUSE_SECONDS / 2)
            await asyncio.to_thread(services.start, port)
    await asyncio.sleep(PAUSE_SECONDS)
    is_over.set()
    await asyncio.gather(*typing)
    return await _outcome(services, typists, upkeep)


async def _outcome(
    services: Services, typists: list[Typist], upkeep: list["asyncio.Task[None]"]
) -> Outcome:
    def is_settled() -> bool:
        texts = {str(typist) for typist in typists}
        return len(texts) == 1 and all(one.stored == len(one.edits) for one in typists)

    with contextlib.suppress(AssertionError):
        await until(is_settled, seconds=SETTLE_SECONDS)
    for task in upkeep:
        task.cancel()
    for typist in typists:
        await typist.close()
    for port in services.ports:  # what they knew and did not store is gone
        services.kill(port)
        await asyncio.to_thread(services.start, port)
    texts = [str(typist) for typist in typists]
    for port in services.ports:
        reader = Replica(typists[0].key, cookie=typists[0].cookie)
        await reader.open(port)
        await until(lambda reader=reader: reader.answers, seconds=10)
        texts.append(str(reader))
        await reader.close()
    return Outcome(
        edits=sum(len(typist.edits) for typist in typists),
        acknowledged=sum(typist.stored for typist in typists),
        lost=[word for typist in typists for word in typist.lost(texts[-1])],
        differing=sum(text != texts[0] for text in texts),
        reconnects=sum(typist.reconnects for typist in typists),
    )


def chaos(server_url: str, *, runs: int, rounds: int) -> list[Outcome]:
    """Several runs, each in a document of its own, on one site with one new database."""
    outcomes = []
    with tempfile.TemporaryDirectory() as name, own_database(Path(name), server_url) as url:
        folder, redis_port = Path(name), free_port()
        redis_url = f"redis://127.0.0.1:{redis_port}/0"
        environment = environment_of(folder, database_url=url, redis_url=redis_url)
        services = Services(folder, environment, redis_port)
        packing = (sys.executable, "-m", "tests.benchmarks.relay.packing")
        try:
            services.start(redis_port)
            rooms = make_rooms(runs, environment=environment)
            for port in services.ports:
                services.start(port)
            with (
                Process(*packing, folder=folder, **environment),
                Process(*packing, folder=folder, **environment),
            ):
                for number, room in enumerate(rooms):
                    began = time.monotonic()
                    outcomes.append(asyncio.run(run(services, room, rounds=rounds, seed=number)))
                    print(f"run {number + 1}: {outcomes[-1]}, {time.monotonic() - began:.0f} s")
        finally:
            services.stop()
    return outcomes


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--postgresql", required=True, help="a server")
    parser.add_argument("--runs", type=int, default=10)
    parser.add_argument("--rounds", type=int, default=2)
    options = parser.parse_args()
    if shutil.which("redis-server") is None:
        parser.error("redis-server is not installed")
    outcomes = chaos(options.postgresql, runs=options.runs, rounds=options.rounds)
    good = sum(outcome.is_good for outcome in outcomes)
    print(f"{good} of {len(outcomes)} runs lost nothing and left all replicas equal")
    return int(good < len(outcomes))


if __name__ == "__main__":
    sys.exit(main())
