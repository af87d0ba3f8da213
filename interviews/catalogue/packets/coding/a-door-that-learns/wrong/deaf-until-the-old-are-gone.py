# Mistake: After a cut ignores as many ends as there were calls inside, whosever ends they are.
import solution
from solution import Ticket


class Door(solution.Door):
    _to_ignore = 0

    def leave(self, ticket, overloaded):
        with self._lock:
            if not ticket.inside:
                return
            ticket.inside = False
            in_use = 2 * self._inside >= self._limit
            self._inside -= 1
            if self._to_ignore:
                self._to_ignore -= 1
            elif overloaded:
                self._cut()
                self._to_ignore = self._inside
            elif in_use:
                self._count_good_end()
