# Mistake: Starts to count from nought after a cut, as if the old calls had gone.
import solution
from solution import Ticket


class Door(solution.Door):
    def leave(self, ticket, overloaded):
        with self._lock:
            is_old = ticket.era != self._era
            if is_old and ticket.inside:
                self._inside += 1  # it is no longer among those that are counted
        super().leave(ticket, overloaded)

    def _cut(self):
        super()._cut()
        self._inside = 0
