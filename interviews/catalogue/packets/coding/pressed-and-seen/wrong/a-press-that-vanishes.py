# Mistake: Overwrites the first press with the second, and never reports it.
import solution
from solution import Result


class Starts(solution.Starts):
    def _take_press(self, device, ts, results):
        self._open.pop(device, None)
        super()._take_press(device, ts, results)
