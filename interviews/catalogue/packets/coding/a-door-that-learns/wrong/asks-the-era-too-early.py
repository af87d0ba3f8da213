# Mistake: Finds out before the lock whether the call tells something new.
import solution
from solution import Ticket


class Door(solution.Door):
    def leave(self, ticket, overloaded):
        is_news = ticket.era == self._era
        with self._lock:
            if not ticket.inside:
                return
            ticket.inside = False
            in_use = 2 * self._inside >= self._limit
            self._inside -= 1
            if not is_news:
                return
            if overloaded:
                self._cut()
            elif in_use:
                self._count_good_end()
