# Mistake: Works the first one's turn out once, and lets others pass up to then even if it got earlier.
import solution
from solution import Job


class Farm(solution.Farm):
    _named = None

    def _let_others_pass(self):
        turn_of = super()._turn_of
        first = self._waiting[0][2]
        if self._named is None or self._named[0] != first.name:
            self._named = (first.name, turn_of(first)[0])
        self._turn_of = lambda job: (self._named[1], turn_of(job)[1])
        try:
            return super()._let_others_pass()
        finally:
            del self._turn_of
