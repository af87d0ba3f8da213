# Mistake: Goes through all open presses at each event, to see which have waited too long.
import solution
from solution import Result


class Starts(solution.Starts):
    def _give_up_before(self, ts, results):
        late = [name for name, at in self._open.items() if at + self._wait_s < ts]
        results += [(name, self._open.pop(name), None) for name in late]
