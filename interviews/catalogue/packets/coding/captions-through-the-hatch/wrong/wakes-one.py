# Mistake: Wakes one of those who wait when it closes, and leaves the others asleep.
import solution


class Hatch(solution.Hatch):
    def _shut(self):
        self._closed = True
        self._may_put.notify()
        self._may_take.notify()
