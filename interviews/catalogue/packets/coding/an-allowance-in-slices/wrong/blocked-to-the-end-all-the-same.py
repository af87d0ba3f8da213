# Mistake: Adds a whole lease to the time that used permits are blocked, though they came back early.
import solution
from solution import Slice


class SliceDesk(solution.SliceDesk):
    def give_back(self, number, unused):
        counts = super().give_back(number, unused)
        if counts:
            with self._lock:
                now, used = self._used.pop()
                self._used.append((now + self._lease_s, used))
        return counts
