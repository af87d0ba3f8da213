# Mistake: Lets a team keep its credit when it has nothing left to do.
import solution
from solution import Team


class FairQueue(solution.FairQueue):
    def _end_turn(self):
        leaving = self._current
        kept = leaving.credit if leaving is not None else 0
        super()._end_turn()
        if leaving is not None:
            leaving.credit = kept
