"""A site of its own to measure: a database, sessions that run now, servers as in the Procfile."""

import json
import os
import re
import secrets
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

from tests.processes import ROOT, Process, free_port, wait_until


@dataclass(frozen=True)
class Room:
    """One document and the cookies of its two people."""

    key: str
    cookies: tuple[str, str]


@dataclass
class Server:
    """A server that listens. `path` and a key are the address of a document."""

    port: int
    path: str
    process: Process

    def cpu_seconds(self) -> float:
        """Processor time of the process itself, so far."""
        fields = Path(f"/proc/{self.process.child.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def own_database(folder: Path, server_url: str) -> Iterator[str]:
    """The address of a new database: on that PostgreSQL, else a SQLite file."""
    if not server_url:
        yield f"sqlite:///{folder / 'site.sqlite3'}"
        return
    name = sql.Identifier(f"rehearse_relay_{secrets.token_hex(4)}")
    with psycopg.connect(server_url, autocommit=True) as server:
        server.execute(sql.SQL("CREATE DATABASE {}").format(name))
        try:
            yield f"{server_url.rpartition('/')[0]}/{name.as_string().strip(chr(34))}"
        finally:
            server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))


def environment_of(folder: Path, *, database_url: str, redis_url: str) -> dict[str, str]:
    return {
        "DATABASE_URL": database_url,
        "DJANGO_SETTINGS_MODULE": "prepplatform.settings",
        "PREP_ENVIRONMENT": "development",
        "PREP_ALLOWED_HOSTS": "127.0.0.1,testserver",
        "PREP_LOG_LEVEL": "WARNING",
        "PREP_VAR_DIR": str(folder),
        "REDIS_URL": redis_url,
    }


def make_rooms(count: int, *, environment: dict[str, str]) -> list[Room]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.relay.rooms", str(count)],
        cwd=ROOT,
        env=os.environ | environment,
        stdout=subprocess.PIPE,
        check=True,
    )
    lines = map(json.loads, done.stdout.splitlines())
    return [Room(line["key"], tuple(line["cookies"])) for line in lines]


@contextmanager
def listening(*command: str, folder: Path, port: int, path: str, **environment: str) -> Iterator:
    """A server as a process, from when it listens until it is killed."""
    with Process(*command, folder=folder, **environment) as process:
        wait_until(lambda: _listens(port), seconds=60, what=command[-1])
        yield Server(port, path, process)


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def site_server(folder: Path, environment: dict[str, str], *, port: int = 0) -> Iterator[Server]:
    """One process of the site, with the options of the Procfile."""
    port = port or free_port()
    line = re.search(r"^web: uvicorn (.*)$", (ROOT / "Procfile").read_text(), re.MULTILINE)
    assert line is not None
    options = re.sub(r"--(host|port|workers) \S+", "", line[1]).split()
    command = (sys.executable, "-m", "uvicorn", *options, "--port", str(port))
    with listening(*command, folder=folder, port=port, path="/ws/doc/", **environment) as server:
        yield server
