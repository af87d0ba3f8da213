"""Real processes for tests: started on the test's own database, killed without asking."""

import contextlib
import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from urllib.parse import quote

from django.db import connection

ROOT = Path(__file__).resolve().parent.parent
_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None)


def database_url() -> str:
    """The address of the database that this test runs on, for another process."""
    parts = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{parts['NAME']}"
    password = f":{quote(parts['PASSWORD'])}" if parts["PASSWORD"] else ""
    return (
        f"postgres://{quote(parts['USER'])}{password}@{parts['HOST']}:{parts['PORT'] or 5432}"
        f"/{parts['NAME']}"
    )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until(is_true: Callable[[], bool], *, seconds: float = 20, what: str = "it") -> None:
    """Look every 20 ms until `is_true`; AssertionError when it took too long."""
    deadline = time.monotonic() + seconds
    while not is_true():
        assert time.monotonic() < deadline, f"Waited {seconds} s for {what}."
        time.sleep(0.02)


def _die_with_parent() -> None:
    """A test run that is itself killed must leave no worker behind on its database."""
    if sys.platform == "linux":
        _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


class Process:
    """A child in a process group of its own; leaving the `with` block kills the whole group.

    What it prints (both streams) goes to `log`, a file in `folder`.
    """

    def __init__(self, *command: str, folder: Path, **environment: str) -> None:
        self.command = command
        self.environment = os.environ | {"PYTHONUNBUFFERED": "1"} | environment
        self.log = folder / f"process-{time.monotonic_ns()}.log"

    def __enter__(self) -> "Process":
        self._output = self.log.open("wb")
        self.child = subprocess.Popen(
            self.command,
            cwd=ROOT,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=self._output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=_die_with_parent,
        )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.kill()
        self._output.close()
        if error is not None:
            print(f"--- {' '.join(self.command)}\n{self.printed()}")

    def kill(self) -> None:
        """kill -9, the whole group, and wait until it is gone."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.child.pid, signal.SIGKILL)
        self.child.wait()

    def printed(self) -> str:
        return self.log.read_text(errors="replace")

    def wait_for(self, text: str, *, seconds: float = 30) -> None:
        """Wait until the process printed `text`; AssertionError if it ended before."""

        def has_printed() -> bool:
            if text in self.printed():
                return True
            assert self.child.poll() is None, f"It ended: {self.printed()}"
            return False

        wait_until(has_printed, seconds=seconds, what=repr(text))


def python(*arguments: str, folder: Path, **environment: str) -> Process:
    """The site's own interpreter on the test's own database."""
    environment = {
        "DATABASE_URL": database_url(),
        "DJANGO_SETTINGS_MODULE": "prepplatform.settings",
        **environment,
    }
    return Process(sys.executable, *arguments, folder=folder, **environment)
