# Mistake: Never sets the count of good ends back, so later rises come too early.
import solution
from solution import Ticket


class Door(solution.Door):
    def _cut(self):
        kept = self._good_ends
        super()._cut()
        self._good_ends = kept

    def _count_good_end(self):
        self._good_ends += 1
        if self._good_ends >= self._limit:
            self._limit = min(self._most, self._limit + 1)
