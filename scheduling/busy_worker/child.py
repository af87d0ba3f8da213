"""Read calendars, one after another, in a process with limits. A program, never imported.

parent.py starts it with an empty environment. A job comes on standard input: a line of JSON (with
the number of bytes), then the bytes. The answer is a line of JSON on standard output. The process
ends by itself after some jobs, after a large or failed one, and when nobody asks for a while.
"""

import gc
import json
import os
import resource
import select
import signal
import sys
from datetime import datetime
from pathlib import Path
from types import FrameType
from typing import Any, BinaryIO

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from scheduling.domain.busy.reading import NotACalendar, read_busy
from scheduling.domain.busy.wire import busy_as_json

MOST_MEMORY = 300 << 20  # address space, the interpreter's own some 60 MB among it
MOST_JOBS = 50
LARGE = 1_000_000  # bytes, after which memory is worth giving back
IDLE_S = 60.0
CPU_S, CPU_S_PER_MB = 1.0, 0.5


class OutOfTime(BaseException):
    """No Exception, so that what catches one bad event lets it through."""


def main() -> None:
    source = os.fdopen(os.dup(0), "rb")
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever prints is no answer
    limit()
    for _ in range(MOST_JOBS):
        if not select.select([source], [], [], IDLE_S)[0]:
            return
        line = source.readline()
        if not line:
            return
        job = json.loads(line)
        answer = answer_to(job, source)
        answers.write(json.dumps(answer).encode() + b"\n")
        answers.flush()
        if "failed" in answer or job["size"] > LARGE:
            return


def limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))
    signal.signal(signal.SIGPROF, on_time)
    gc.freeze()


def on_time(signum: int, frame: FrameType | None) -> None:
    raise OutOfTime


def answer_to(job: dict[str, Any], source: BinaryIO) -> dict[str, Any]:
    """{"busy": …} as `busy_as_json` has it, {"not": words} or {"failed": "time" | "memory"}."""
    seconds = CPU_S + CPU_S_PER_MB * job["size"] / 1_000_000
    used = resource.getrusage(resource.RUSAGE_SELF)
    # Should the interpreter never come to the signal above, the kernel ends it a little later.
    hard = int(used.ru_utime + used.ru_stime + seconds + 2)
    resource.setrlimit(resource.RLIMIT_CPU, (hard, resource.RLIM_INFINITY))
    try:
        raw = source.read(job["size"])
        signal.setitimer(signal.ITIMER_PROF, seconds)
        try:
            busy = read_busy(
                raw,
                home_zone=job["home_zone"],
                start=datetime.fromisoformat(job["start"]),
                end=datetime.fromisoformat(job["end"]),
                me=frozenset(job["me"]),
                ours=frozenset(job["ours"]),
            )
            return {**busy_as_json(busy), "own_uids": list(busy.own_uids)}
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
    except NotACalendar as error:
        return {"not": str(error)}
    except OutOfTime:
        return {"failed": "time"}
    except MemoryError:
        return {"failed": "memory"}


if __name__ == "__main__":
    main()
