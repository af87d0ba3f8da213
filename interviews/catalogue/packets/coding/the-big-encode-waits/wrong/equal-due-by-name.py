# Mistake: Orders jobs with the same due time by their names.
import solution
from solution import Job


class Farm(solution.Farm):
    def _start_all_that_may(self):
        self._waiting.sort(key=lambda entry: (entry[0], entry[2]))
        return super()._start_all_that_may()
