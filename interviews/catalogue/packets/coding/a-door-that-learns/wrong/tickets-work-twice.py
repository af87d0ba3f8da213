# Mistake: Does not remember which tickets were handed in, so a second end frees a second place.
import solution
from solution import Ticket


class Door(solution.Door):
    def leave(self, ticket, overloaded):
        ticket.inside = True
        super().leave(ticket, overloaded)
