# Mistake: Lets good ends of calls from before the cut raise the limit that was just lowered.
import solution
from solution import Ticket


class Door(solution.Door):
    def leave(self, ticket, overloaded):
        if not overloaded:
            ticket.era = self._era
        super().leave(ticket, overloaded)
