# Mistake: Writes the new time over the old one; the press keeps the old one's place in the order.
import solution
from solution import Result


class Starts(solution.Starts):
    def _take_press(self, device, ts, results):
        if device in self._open:
            results.append((device, self._open[device], None))
        self._open[device] = ts
