# Mistake: Gives up on a press when the presses have gone on long enough, wherever the pictures are.
# The public cases show it.
import solution
from solution import Result


class Starts(solution.Starts):
    def _settle(self):
        results = super()._settle()
        presses = self._reached["press"]
        if presses is not None:
            while self._presses and self._presses[0][0] + self._wait_s < presses:
                ts, device = self._presses.popleft()
                results.append((device, ts, None))
            self._give_up_before(presses, results)
        return results
