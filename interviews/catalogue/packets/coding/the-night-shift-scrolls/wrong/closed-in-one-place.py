# Mistake: Closing takes the ticket out of the list of all and forgets the list of its topic.
import solution
from solution import BadCursor, Page


class OpenTickets(solution.OpenTickets):
    def close(self, number):
        if number in self._known:
            place, _ = self._known.pop(number)
            self._places[None].remove(place)
