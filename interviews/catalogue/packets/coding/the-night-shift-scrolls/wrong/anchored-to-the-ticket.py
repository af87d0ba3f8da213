# Mistake: Looks for the last ticket shown in the list, which fails once it has been closed.
import solution
from solution import BadCursor, Page


class OpenTickets(solution.OpenTickets):
    def page(self, limit, cursor=None, topic=None):
        if cursor is not None:
            _, number = solution.place_in(cursor, topic)
            if number not in self._known:
                cursor = None  # start again
        return super().page(limit, cursor, topic)
