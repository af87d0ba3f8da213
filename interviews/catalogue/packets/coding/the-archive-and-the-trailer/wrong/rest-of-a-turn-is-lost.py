# Mistake: Sets the credit anew at each turn, so what was left of the last one is lost.
import solution
from solution import Team


class FairQueue(solution.FairQueue):
    def _end_turn(self):
        if self._current is not None:
            self._current.credit = 0
        super()._end_turn()
