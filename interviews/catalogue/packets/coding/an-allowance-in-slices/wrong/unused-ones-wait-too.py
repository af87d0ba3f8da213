# Mistake: Lets unused permits wait a window like used ones.
# The public cases show it.
import solution
from solution import Slice


class SliceDesk(solution.SliceDesk):
    def give_back(self, number, unused):
        with self._lock:
            granted = self._out.get(number)
        if granted is None or not 0 <= unused <= granted.size:
            return super().give_back(number, unused)
        return super().give_back(number, 0)
