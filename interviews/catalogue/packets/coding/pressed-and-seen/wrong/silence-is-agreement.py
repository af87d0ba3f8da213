# Mistake: Goes by the one stream as long as the other has not said anything.
import solution
from solution import Result


class Starts(solution.Starts):
    def _settle(self):
        before = dict(self._reached)
        known = [at for at in before.values() if at is not None]
        self._reached = {name: known[0] if at is None else at for name, at in before.items()}
        results = super()._settle()
        self._reached = before
        return results
