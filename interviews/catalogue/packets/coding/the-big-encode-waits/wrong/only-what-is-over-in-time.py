# Mistake: Lets only jobs pass that are over in time, although slots would be left over for others.
import solution
from solution import Job


class Farm(solution.Farm):
    def _let_others_pass(self):
        turn_of = super()._turn_of
        self._turn_of = lambda job: (turn_of(job)[0], 0)
        try:
            return super()._let_others_pass()
        finally:
            del self._turn_of
