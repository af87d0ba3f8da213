# Mistake: Takes every good end as a reason to grow, also when hardly anybody is inside.
import solution
from solution import Ticket


class Door(solution.Door):
    def leave(self, ticket, overloaded):
        with self._lock:
            if not ticket.inside:
                return
            ticket.inside = False
            self._inside -= 1
            if ticket.era != self._era:
                return
            if overloaded:
                self._cut()
            else:
                self._count_good_end()
