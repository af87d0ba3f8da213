# Mistake: Accepts a slice after the end of its lease.
import solution
from solution import Slice


class SliceDesk(solution.SliceDesk):
    def give_back(self, number, unused):
        with self._lock:
            now = self._clock()
            self._free_what_is_past(now)
            granted = self._out.get(number)
            if granted is None:
                return False
            if not 0 <= unused <= granted.size:
                raise ValueError
            del self._out[number]
            self._free += unused
            self._used.append((now, granted.size - unused))
            return True
