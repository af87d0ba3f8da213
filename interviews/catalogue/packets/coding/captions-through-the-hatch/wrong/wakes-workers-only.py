# Mistake: Thinks of the workers when it closes, and forgets the readers that wait for room.
import solution


class Hatch(solution.Hatch):
    def _shut(self):
        self._closed = True
        self._may_take.notify_all()
