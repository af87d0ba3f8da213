"""The whole site in one process: web, sockets, and the threads that do due jobs."""

import asyncio
import fcntl
import logging
import os
import signal
import socket
import threading
import time
from collections.abc import Callable
from pathlib import Path

import uvicorn

from jobs.threads import JobLoop

logger = logging.getLogger(__name__)

GRACE_SECONDS = 10
# The same as in the Procfile. A frame of the room is small; one of 100 kB is an attack or a bug.
SOCKET_LIMITS = {"ws_ping_interval": 20.0, "ws_ping_timeout": 20.0, "ws_max_size": 64 * 1024}


class CannotServe(Exception):
    """The site cannot start here. The message says why and what to do."""


class ServerLock:
    """Held by the one process that serves a folder; gone with it, however it ends.

    A lock of the operating system on an open file, not the existence of a file: kill -9 leaves
    the file, and no lock.
    """

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = path.open("a+")

    def take(self, *, address: str) -> None:
        """Raise CannotServe when another process holds it."""
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._file.seek(0)
            who = self._file.read().strip() or "just starting"
            raise CannotServe(
                f"The site runs already in this folder ({who}). Stop that one first, or set"
                " PREP_VAR_DIR and PORT for a second site."
            ) from None
        self._file.truncate(0)
        self._file.write(f"process {os.getpid()}, {address}\n")
        self._file.flush()


def open_port(host: str, port: int) -> socket.socket:
    """Listen, so that a taken port is known before any work, and early visitors wait."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=256)
    except OSError as error:
        raise CannotServe(
            f"Nothing can listen on {host} port {port} ({error.strerror}). Stop the program that"
            f" does, or choose another port: PORT={port + 1} script/server"
        ) from None


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, *, jobs: JobLoop, say_ready: Callable[[], None]):
        super().__init__(config)
        self._jobs = jobs
        self._say_ready = say_ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        self._say_ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._jobs.ask_to_stop()
        await super().shutdown(sockets=sockets)


def serve(
    listener: socket.socket, *, job_threads: int, is_verbose: bool, say_ready: Callable[[], None]
) -> None:
    """Serve until SIGINT or SIGTERM; then finish requests and running jobs, for 10 s at most."""
    config = uvicorn.Config(
        "prepplatform.asgi:application",
        lifespan="off",
        proxy_headers=False,  # Django and allauth count trusted proxies themselves
        server_header=False,
        log_config=None,
        log_level="info" if is_verbose else "warning",
        access_log=is_verbose,
        timeout_graceful_shutdown=GRACE_SECONDS,
        **SOCKET_LIMITS,  # type: ignore[arg-type]
    )
    jobs = JobLoop()
    server = _Server(config, jobs=jobs, say_ready=say_ready)
    threads = [
        # Daemons: a job that outlasts the grace must not hold the process.
        threading.Thread(target=jobs.work, name=f"jobs-{number}", daemon=True)
        for number in range(job_threads)
    ]
    # Uvicorn repeats the signal that ended it: here it has done its work by then.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: None)
    for thread in threads:
        thread.start()
    try:
        with asyncio.Runner(loop_factory=config.get_loop_factory()) as runner:
            runner.run(server.serve(sockets=[listener]))
    finally:
        jobs.ask_to_stop()
        _wait_for(threads)


def _wait_for(threads: list[threading.Thread]) -> None:
    deadline = time.monotonic() + GRACE_SECONDS
    for thread in threads:
        thread.join(max(0.0, deadline - time.monotonic()))
    if any(thread.is_alive() for thread in threads):
        logger.warning("A job was still running; it is done again when its lease ends.")
