"""Read a stranger's calendar in another process, so that it can take neither time nor memory here.

One child is kept warm (its imports cost a third of a second). It is used by one caller at a time:
others start their own, which end with their job. It holds no secrets: its environment is empty,
and it gets only the bytes of one calendar at a time.
"""

import atexit
import json
import os
import subprocess
import sys
import threading
from datetime import datetime
from pathlib import Path

from scheduling.domain.busy.reading import Busy, NotACalendar
from scheduling.domain.busy.wire import busy_from_json

CHILD = Path(__file__).with_name("child.py")
WALL_S = 20.0  # its own limits are of processor time, and a machine may be busy
MOST_BYTES = 10_000_000
MOST_ANSWER = 8_000_000
_WORDS = {
    "time": "Reading this calendar takes too long.",
    "memory": "Reading this calendar takes too much memory.",
    "crash": "Reading this calendar failed.",
}


class CannotReadCalendar(Exception):
    """The reader gave up or broke down; the message says so to people."""


class _Gone(Exception):
    """The child ended without an answer."""


class _Child:
    def __init__(self) -> None:
        self._process = subprocess.Popen(  # noqa: S603  # our own program
            [sys.executable, "-I", str(CHILD)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={},
            cwd="/",
        )
        self.is_new = True

    def ask(self, job: bytes, raw: bytes) -> bytes:
        """The line that it answers. Raises _Gone; the process has ended then."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        timer = threading.Timer(WALL_S, self._process.kill)
        timer.daemon = True
        timer.start()
        try:
            self._process.stdin.write(job + raw)
            self._process.stdin.flush()
            answer = self._process.stdout.readline(MOST_ANSWER)
        except OSError as error:
            raise _Gone from error
        finally:
            timer.cancel()
        if not answer.endswith(b"\n"):
            raise _Gone
        self.is_new = False
        return answer

    def end(self) -> None:
        self._process.kill()
        self._process.communicate()

    @property
    def is_running(self) -> bool:
        return self._process.poll() is None


class _Keeper:
    """At most one idle child."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._idle: _Child | None = None

    def take(self) -> _Child:
        with self._lock:
            child, self._idle = self._idle, None
        if child is not None and child.is_running:
            return child
        if child is not None:
            child.end()
        return _Child()

    def give_back(self, child: _Child) -> None:
        with self._lock:
            if self._idle is None and child.is_running:
                self._idle = child
                return
        child.end()

    def end(self) -> None:
        with self._lock:
            child, self._idle = self._idle, None
        if child is not None:
            child.end()

    def forget(self) -> None:
        """After a fork: the child on the other end of the pipes is the parent's."""
        self._lock = threading.Lock()
        self._idle = None


_KEEPER = _Keeper()
atexit.register(_KEEPER.end)
os.register_at_fork(after_in_child=_KEEPER.forget)


def read_busy_apart(
    raw: bytes,
    *,
    home_zone: str,
    start: datetime,
    end: datetime,
    me: frozenset[str] = frozenset(),
    ours: frozenset[str] = frozenset(),
) -> Busy:
    """`read_busy` (scheduling/domain/busy/reading.py) in a process with limits.

    Raises NotACalendar, and CannotReadCalendar if the calendar takes too long or too much memory;
    the messages of both are fit for people.
    """
    if len(raw) > MOST_BYTES:
        raise NotACalendar(f"The file is larger than {MOST_BYTES // 1_000_000} MB.")
    job = {
        "size": len(raw),
        "home_zone": home_zone,
        "start": start.isoformat(),
        "end": end.isoformat(),
        "me": sorted(me),
        "ours": sorted(ours),
    }
    answer = json.loads(_answer(json.dumps(job).encode() + b"\n", raw))
    if "not" in answer:
        raise NotACalendar(answer["not"])
    if "failed" in answer:
        raise CannotReadCalendar(_WORDS[answer["failed"]])
    return busy_from_json(answer)


def _answer(job: bytes, raw: bytes) -> bytes:
    child = _KEEPER.take()
    while True:
        try:
            answer = child.ask(job, raw)
        except _Gone:
            was_new = child.is_new
            child.end()
            if was_new:
                raise CannotReadCalendar(_WORDS["crash"]) from None
            child = _Child()  # a warm one may have gone home just before it was asked
        except BaseException:
            child.end()
            raise
        else:
            _KEEPER.give_back(child)
            return answer
