# Mistake: Frees the whole slice when it is given back, with what was used of it.
# The public cases show it.
import solution
from solution import Slice


class SliceDesk(solution.SliceDesk):
    def give_back(self, number, unused):
        with self._lock:
            granted = self._out.get(number)
        counts = super().give_back(number, unused)
        if counts:
            with self._lock:
                self._used.pop()
                self._free += granted.size - unused
        return counts
