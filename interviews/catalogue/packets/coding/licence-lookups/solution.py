import threading
import time
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from dataclasses import dataclass


@dataclass(frozen=True)
class Entry:
    value: object
    asked_at: float  # when its lookup began


class LicenceCache:
    def __init__(
        self,
        load: Callable[[Hashable], object],
        fresh_s: float,
        grace_s: float,
        clock: Callable[[], float] = time.monotonic,
    ):
        if fresh_s <= 0 or grace_s < 0:
            raise ValueError("fresh_s must be positive, grace_s not negative")
        self._load = load
        self._fresh_s = fresh_s
        self._usable_s = fresh_s + grace_s
        self._clock = clock
        self._lock = threading.Lock()  # guards the two tables, never held in load
        self._entries: dict[Hashable, Entry] = {}
        self._flights: dict[Hashable, Future] = {}

    def get(self, key: Hashable) -> object:
        with self._lock:
            entry = self._younger_than(self._fresh_s, key)
            if entry is not None:
                return entry.value
            flight = self._flights.get(key)
            leading = flight is None
            if leading:
                flight = self._flights[key] = Future()
            else:
                entry = self._younger_than(self._usable_s, key)
                if entry is not None:
                    return entry.value
        if leading:
            self._fly(key, flight)
        try:
            return flight.result()
        except Exception:
            with self._lock:
                entry = self._younger_than(self._usable_s, key)
            if entry is None:
                raise
            return entry.value

    def invalidate(self, key: Hashable) -> None:
        with self._lock:
            self._entries.pop(key, None)
            self._flights.pop(key, None)

    def _younger_than(self, seconds: float, key: Hashable) -> Entry | None:
        entry = self._entries.get(key)
        if entry is None or self._clock() - entry.asked_at >= seconds:
            return None
        return entry

    def _fly(self, key: Hashable, flight: Future) -> None:
        asked_at = self._clock()
        try:
            value = self._load(key)
        except BaseException as error:  # whoever waits must wake, whatever happened
            self._land(key, flight, None)
            flight.set_exception(error)
        else:
            self._land(key, flight, Entry(value, asked_at))
            flight.set_result(value)

    def _land(self, key: Hashable, flight: Future, entry: Entry | None) -> None:
        with self._lock:
            if self._flights.get(key) is not flight:
                return  # invalidated meanwhile: the answer is for those who wait only
            del self._flights[key]
            if entry is not None:
                self._entries[key] = entry
