# Mistake: Believes any number of unused permits, also more than the slice had.
import solution
from solution import Slice


class SliceDesk(solution.SliceDesk):
    def give_back(self, number, unused):
        with self._lock:
            granted = self._out.get(number)
            if granted is not None:
                self._out[number] = Slice(number, max(unused, granted.size), granted.use_before)
        return super().give_back(number, unused)
