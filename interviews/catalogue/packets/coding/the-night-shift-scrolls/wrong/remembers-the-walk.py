# Mistake: Keeps the rest of each walk in the server and hands out its number.
import solution
from solution import BadCursor, Page


class OpenTickets(solution.OpenTickets):
    def __init__(self):
        super().__init__()
        self._walks = {}

    def page(self, limit, cursor=None, topic=None):
        if cursor is not None:
            solution.place_in(cursor, topic)
            if cursor not in self._walks:
                raise BadCursor("we do not remember this walk")
        page = super().page(limit, cursor, topic)
        self._walks[page.next] = True
        return page
