# Mistake: Starts whatever fits, so that a big job can wait for ever.
# The public cases show it.
import solution
from solution import Job


class Farm(solution.Farm):
    def _let_others_pass(self):
        started = []
        for entry in list(self._waiting):
            if entry[2].slots <= self._free:
                self._waiting.remove(entry)
                started.append(self._start(entry[2]))
        return started
