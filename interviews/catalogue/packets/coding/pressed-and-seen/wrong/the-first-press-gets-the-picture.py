# Mistake: Ignores a second press while the first is open, so the picture is taken for a slow start.
import solution
from solution import Result


class Starts(solution.Starts):
    def _take_press(self, device, ts, results):
        if device in self._open:
            results.append((device, ts, None))
            return
        super()._take_press(device, ts, results)
