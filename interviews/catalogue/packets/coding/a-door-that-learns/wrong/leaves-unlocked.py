# Mistake: Guards the entrance and not the exit.
import solution
from solution import Ticket


class Door(solution.Door):
    def leave(self, ticket, overloaded):
        if not ticket.inside:
            return
        ticket.inside = False
        before = self._inside
        in_use = 2 * before >= self._limit
        self._inside = before - 1
        if ticket.era != self._era:
            return
        if overloaded:
            self._cut()
        elif in_use:
            self._count_good_end()
