# Mistake: Takes a second as complete when both streams have reached it, not when they are past it.
# The public cases show it.
import solution
from solution import Result


class Starts(solution.Starts):
    def _settle(self):
        reached = dict(self._reached)
        self._reached = {name: at if at is None else at + 1 for name, at in reached.items()}
        results = super()._settle()
        self._reached = reached
        return results
