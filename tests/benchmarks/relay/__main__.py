"""The relay against y-websocket's server, in one run under the same load.

    python -m tests.benchmarks.relay [--rooms 100] [--seconds 20] [--runs 3] [--postgresql URL]
        [--redis URL]

Two people in each room type one update a second and ask for what they lack every five seconds.
y-websocket's server (npm, installed into a temporary folder) keeps documents in memory; the relay
stores them, and is killed with SIGKILL before they are read again. Medians of the runs, which
alternate. Ends with exit code 1 when something is lost, the median latency is over 1.5 times or
the processor time over 2 times that of y-websocket.
"""

import argparse
import asyncio
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.benchmarks.relay.load import Result, count_missing, measure
from tests.benchmarks.relay.site import (
    Room,
    environment_of,
    listening,
    make_rooms,
    own_database,
    site_server,
)
from tests.processes import free_port

PACKAGES = ("@y/websocket-server@0.1.1", "y-protocols@1.0.7", "yjs@13.6.33", "ws@8.18.3")
MOST_LATENCY, MOST_CPU = 1.5, 2.0
EACH = 1.0  # updates a second of each person


def install(folder: Path) -> Path:
    subprocess.run(
        ["npm", "install", "--silent", "--no-audit", "--no-fund", "--ignore-scripts", *PACKAGES],
        cwd=folder,
        check=True,
    )
    return folder / "node_modules/@y/websocket-server/src/server.js"


async def y_websocket(folder: Path, script: Path, rooms: list[Room], seconds: float) -> Result:
    port = free_port()
    environment = {"HOST": "127.0.0.1", "PORT": str(port)}
    command = ("node", str(script))
    with listening(*command, folder=folder, port=port, path="/", **environment) as server:
        result = await measure(server, rooms, seconds=seconds, each=EACH)
        result.missing = await count_missing(server, rooms, total=result.sent)
    return result


async def relay(folder: Path, environment: dict, rooms: list[Room], seconds: float) -> Result:
    with site_server(folder, environment) as server:
        result = await measure(server, rooms, seconds=seconds, each=EACH)
    with site_server(folder, environment) as server:  # the first one was killed
        result.missing = await count_missing(server, rooms, total=result.sent)
    return result


def report(name: str, results: list[Result]) -> tuple[float, float]:
    """Print and return the medians of latency (ms) and processor time (ms a second)."""
    p50, p99, cpu = (
        statistics.median(values)
        for values in zip(
            *((one.p50, one.p99, 1e6 * one.cpu_seconds / one.sent) for one in results), strict=True
        )
    )
    lost = sum(one.missing for one in results)
    heard = sum(len(one.latencies) for one in results)
    sent = sum(one.sent for one in results)
    print(
        f"{name:12} p50 {p50:6.2f} ms  p99 {p99:7.2f} ms  {cpu:7.0f} µs of CPU an update"
        f"  {heard} of {sent} passed on  {lost} lost"
    )
    return p50, cpu


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rooms", type=int, default=100)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--postgresql", default="", help="a server; without it SQLite")
    parser.add_argument("--redis", default="")
    options = parser.parse_args()
    anchors: list[Result] = []
    ours: list[Result] = []
    with tempfile.TemporaryDirectory() as name, own_database(Path(name), options.postgresql) as url:
        folder = Path(name)
        script = install(folder)
        environment = environment_of(folder, database_url=url, redis_url=options.redis)
        rooms = make_rooms(options.rooms * options.runs, environment=environment)
        for run in range(options.runs):
            some = rooms[run * options.rooms : (run + 1) * options.rooms]
            anchors.append(asyncio.run(y_websocket(folder, script, some, options.seconds)))
            ours.append(asyncio.run(relay(folder, environment, some, options.seconds)))
    anchor_p50, anchor_cpu = report("y-websocket", anchors)
    p50, cpu = report("relay", ours)
    print(f"relay : y-websocket   p50 {p50 / anchor_p50:.2f}   CPU {cpu / anchor_cpu:.2f}")
    lost = sum(one.missing for one in ours)
    return int(lost > 0 or p50 > MOST_LATENCY * anchor_p50 or cpu > MOST_CPU * anchor_cpu)


if __name__ == "__main__":
    sys.exit(main())
