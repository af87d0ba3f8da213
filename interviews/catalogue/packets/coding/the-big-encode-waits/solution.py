from bisect import insort
from itertools import count
from typing import NamedTuple


class Job(NamedTuple):
    name: str
    slots: int
    seconds: int
    due: int


class Farm:
    """Starts jobs by their due time; others may pass the first one if that costs it nothing."""

    def __init__(self, slots: int):
        if slots < 1:
            raise ValueError("a farm has at least one slot")
        self._slots = slots
        self._free = slots
        self._running: dict[str, tuple[int, int]] = {}  # name: latest end, slots
        self._waiting: list[tuple[int, int, Job]] = []  # by due time, then by arrival
        self._arrivals = count()
        self._now = 0

    def submit(self, job: Job, now: int) -> list[str]:
        """Takes the job and returns the names of all jobs that start now."""
        if not 1 <= job.slots <= self._slots or job.seconds < 1:
            raise ValueError(f"{job.name} can never run here")
        if job.name in self._running or any(job.name == one.name for _, _, one in self._waiting):
            raise ValueError(f"{job.name} is here already")
        self._now = now
        insort(self._waiting, (job.due, next(self._arrivals), job))
        return self._start_all_that_may()

    def done(self, name: str, now: int) -> list[str]:
        """The job has ended, perhaps early. Returns the names of all jobs that start now."""
        if name not in self._running:
            raise ValueError(f"{name} is not running")
        self._now = now
        _, slots = self._running.pop(name)
        self._free += slots
        return self._start_all_that_may()

    def outlook(self) -> tuple[str, int] | None:
        """The first job waiting, and its latest start unless one with an earlier due time comes."""
        if not self._waiting:
            return None
        first = self._waiting[0][2]
        at, _ = self._turn_of(first)
        return first.name, at

    def _start_all_that_may(self) -> list[str]:
        started = []
        while self._waiting and self._waiting[0][2].slots <= self._free:
            _, _, job = self._waiting.pop(0)
            started.append(self._start(job))
        if self._waiting and self._free:
            started += self._let_others_pass()
        return started

    def _let_others_pass(self) -> list[str]:
        first, *others = self._waiting
        at, spare = self._turn_of(first[2])
        started, staying = [], [first]
        for entry in others:
            job = entry[2]
            is_over_by_then = self._now + job.seconds <= at
            if job.slots <= self._free and (is_over_by_then or job.slots <= spare):
                started.append(self._start(job))
                if not is_over_by_then:
                    spare -= job.slots
            else:
                staying.append(entry)
        self._waiting = staying
        return started

    def _turn_of(self, job: Job) -> tuple[int, int]:
        """When a job that does not fit now will fit, and how many slots are left over then."""
        free, at = self._free, self._now
        for end, slots in sorted(self._running.values()):
            if free >= job.slots and end > at:
                break
            free += slots
            at = max(at, end)  # whose time is over without a report may end at any moment
        return at, free - job.slots

    def _start(self, job: Job) -> str:
        self._free -= job.slots
        self._running[job.name] = (self._now + job.seconds, job.slots)
        return job.name
