import threading
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager


class Busy(Exception):
    """The titles are not free at this moment."""


class Request:
    def __init__(self, titles: Iterable[str]):
        self.titles = frozenset(titles)
        self.turn = threading.Event()  # set once it is first in all its rows


class TitleLocks:
    def __init__(self) -> None:
        self._lock = threading.Lock()  # guards the rows, never held while anybody waits
        self._rows: dict[str, deque[Request]] = {}  # who asked for a title, earliest first

    @contextmanager
    def hold(self, *titles: str, wait: bool = True) -> Iterator[None]:
        request = Request(titles)
        self._line_up(request, wait)
        try:
            request.turn.wait()
            yield
        finally:
            self._leave(request)

    def waiting(self) -> int:
        with self._lock:
            lined_up = {request for row in self._rows.values() for request in row}
            return sum(not request.turn.is_set() for request in lined_up)

    def _line_up(self, request: Request, wait: bool) -> None:
        with self._lock:
            if not wait and any(title in self._rows for title in request.titles):
                raise Busy
            for title in request.titles:
                self._rows.setdefault(title, deque()).append(request)
            self._call_if_first(request)

    def _leave(self, request: Request) -> None:
        with self._lock:
            for title in request.titles:
                row = self._rows[title]
                row.remove(request)
                if row:
                    self._call_if_first(row[0])
                else:
                    del self._rows[title]

    def _call_if_first(self, request: Request) -> None:
        if all(self._rows[title][0] is request for title in request.titles):
            request.turn.set()
