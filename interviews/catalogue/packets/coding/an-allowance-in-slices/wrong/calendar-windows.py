# Mistake: Counts by windows of the calendar, so twice the limit passes around their border.
import threading

from solution import Slice


class SliceDesk:
    def __init__(self, limit, window_s, lease_s, clock):
        if limit < 1 or window_s <= 0 or lease_s <= 0:
            raise ValueError
        self._limit, self._window_s, self._lease_s, self._clock = limit, window_s, lease_s, clock
        self._lock = threading.Lock()
        self._window, self._free, self._last_number, self._out = None, limit, 0, {}

    def claim(self, want):
        if want < 1:
            raise ValueError
        with self._lock:
            now = self._clock()
            if now // self._window_s != self._window:
                self._window, self._free = now // self._window_s, self._limit
            size = min(want, self._free)
            if size == 0:
                return None
            self._free -= size
            self._last_number += 1
            granted = Slice(self._last_number, size, now + self._lease_s)
            self._out[granted.number] = granted, self._window
            return granted

    def give_back(self, number, unused):
        with self._lock:
            granted, window = self._out.get(number, (None, None))
            if granted is None or self._clock() >= granted.use_before:
                return False
            if not 0 <= unused <= granted.size:
                raise ValueError
            del self._out[number]
            if window == self._window:
                self._free += unused
            return True
