import threading
from collections import deque


class Hatch:
    def __init__(self, room: int):
        if room < 1:
            raise ValueError("a hatch needs room for at least one job")
        self._room = room
        self._jobs: deque[object] = deque()  # oldest first
        self._closed = False
        self._lock = threading.Lock()  # guards the jobs and the closed flag
        self._may_put = threading.Condition(self._lock)
        self._may_take = threading.Condition(self._lock)

    def put(self, job: object) -> bool:
        if job is None:
            raise ValueError("None tells a worker to go home, it cannot be a job")
        with self._lock:
            self._may_put.wait_for(lambda: self._closed or len(self._jobs) < self._room)
            if self._closed:
                return False
            self._jobs.append(job)
            self._may_take.notify()
            return True

    def take(self) -> object:
        with self._lock:
            self._may_take.wait_for(lambda: self._closed or self._jobs)
            if not self._jobs:
                return None  # closed, and everything accepted has been taken
            self._may_put.notify()
            return self._jobs.popleft()

    def close(self) -> None:
        with self._lock:
            self._shut()

    def abandon(self) -> list[object]:
        with self._lock:
            self._shut()
            left = list(self._jobs)
            self._jobs.clear()
            return left

    def _shut(self) -> None:
        self._closed = True
        self._may_put.notify_all()
        self._may_take.notify_all()
