import threading
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Slice:
    number: int
    size: int
    use_before: float


class SliceDesk:
    def __init__(self, limit: int, window_s: float, lease_s: float, clock: Callable[[], float]):
        if limit < 1 or window_s <= 0 or lease_s <= 0:
            raise ValueError("limit, window and lease must be positive")
        self._window_s = window_s
        self._lease_s = lease_s
        self._clock = clock
        self._lock = threading.Lock()  # guards all that follows; the clock is read inside it,
        self._free = limit  # so that both lines below are in order of time
        self._last_number = 0
        self._out: OrderedDict[int, Slice] = OrderedDict()  # nobody knows when they are used
        self._used: deque[tuple[float, int]] = deque()  # used by then at the latest, how many

    def claim(self, want: int) -> Slice | None:
        if want < 1:
            raise ValueError("a claim is for at least one permit")
        with self._lock:
            now = self._clock()
            self._free_what_is_past(now)
            size = min(want, self._free)
            if size == 0:
                return None
            self._free -= size
            self._last_number += 1
            granted = Slice(self._last_number, size, now + self._lease_s)
            self._out[granted.number] = granted
            return granted

    def give_back(self, number: int, unused: int) -> bool:
        with self._lock:
            now = self._clock()
            self._free_what_is_past(now)
            granted = self._out.get(number)
            if granted is None or now >= granted.use_before:
                return False
            if not 0 <= unused <= granted.size:
                raise ValueError("unused must be between nothing and the slice's size")
            del self._out[number]
            self._free += unused
            self._used.append((now, granted.size - unused))
            return True

    def _free_what_is_past(self, now: float) -> None:
        """A permit is free again a window after the last moment at which it can have been used."""
        while self._out:
            oldest = next(iter(self._out.values()))
            if now < oldest.use_before + self._window_s:
                break
            del self._out[oldest.number]
            self._free += oldest.size
        while self._used and now >= self._used[0][0] + self._window_s:
            self._free += self._used.popleft()[1]
