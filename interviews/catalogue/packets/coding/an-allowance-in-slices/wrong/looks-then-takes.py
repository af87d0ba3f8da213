# Mistake: Looks how many permits are free, and takes the lock only to take them.
import solution
from solution import Slice


class SliceDesk(solution.SliceDesk):
    def claim(self, want):
        if want < 1:
            raise ValueError
        now = self._clock()
        with self._lock:
            self._free_what_is_past(now)
        size = min(want, self._free)
        if size == 0:
            return None
        with self._lock:
            self._free -= size
            self._last_number += 1
            granted = Slice(self._last_number, size, now + self._lease_s)
            self._out[granted.number] = granted
            return granted
