# Mistake: Halves the limit for every failed call, so one bad moment takes it down to nothing.
import solution
from solution import Ticket


class Door(solution.Door):
    def leave(self, ticket, overloaded):
        if overloaded:
            ticket.era = self._era
        super().leave(ticket, overloaded)
