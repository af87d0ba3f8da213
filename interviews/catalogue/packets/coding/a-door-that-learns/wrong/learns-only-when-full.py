# Mistake: Counts a good end only if every place was taken at that moment.
import solution
from solution import Ticket


class Door(solution.Door):
    def leave(self, ticket, overloaded):
        with self._lock:
            if not ticket.inside:
                return
            ticket.inside = False
            in_use = self._inside >= self._limit
            self._inside -= 1
            if ticket.era != self._era:
                return
            if overloaded:
                self._cut()
            elif in_use:
                self._count_good_end()
