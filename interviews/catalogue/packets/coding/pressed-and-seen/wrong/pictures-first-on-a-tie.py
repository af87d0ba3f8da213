# Mistake: In the same second it takes the picture before the press.
import solution
from solution import Result


class Starts(solution.Starts):
    def _queue_of_the_next(self):
        if self._presses and self._pictures and self._presses[0][0] == self._pictures[0][0]:
            return self._pictures
        return super()._queue_of_the_next()
