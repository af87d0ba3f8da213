import threading
from collections.abc import Callable, Hashable, Iterable
from concurrent.futures import Future
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    value: object
    tags: frozenset[str]
    began: int  # how many withdrawals there had been when its build began


class RowCache:
    def __init__(self, build: Callable[[Hashable], tuple[object, Iterable[str]]]):
        self._build = build
        self._lock = threading.Lock()  # guards all below, never held while building
        self._rows: dict[Hashable, Row] = {}
        self._running: dict[Hashable, Future[Row]] = {}
        self._withdrawals = 0
        self._withdrawn: dict[str, int] = {}  # tag: the number of its latest withdrawal

    def get(self, key: Hashable) -> object:
        with self._lock:
            asked = self._withdrawals
        while True:
            with self._lock:
                kept = self._rows.get(key)
                if kept is not None and self._is_current(kept):
                    return kept.value
                running = self._running.get(key)
                if running is None:
                    mine = self._running[key] = Future()
                    began = self._withdrawals
            if running is None:
                return self._lead(key, mine, began)
            row = running.result()
            with self._lock:
                # One that began after this call asked is good enough, or this might never end.
                if row.began >= asked or self._is_current(row):
                    return row.value

    def withdraw(self, tag: str) -> None:
        with self._lock:
            self._withdrawals += 1
            self._withdrawn[tag] = self._withdrawals

    def _is_current(self, row: Row) -> bool:
        return all(self._withdrawn.get(tag, 0) <= row.began for tag in row.tags)

    def _lead(self, key: Hashable, mine: "Future[Row]", began: int) -> object:
        try:
            value, tags = self._build(key)
            row = Row(value, frozenset(tags), began)
        except BaseException as error:  # whoever waits must wake, whatever happened
            self._land(key, None)
            mine.set_exception(error)
            raise
        self._land(key, row)
        mine.set_result(row)
        return value

    def _land(self, key: Hashable, row: Row | None) -> None:
        with self._lock:
            del self._running[key]
            if row is not None:
                self._rows[key] = row
