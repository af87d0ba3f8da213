# Mistake: Takes a cursor of one list for another, and so goes on at a place nobody chose.
import solution
from solution import BadCursor, Page


class OpenTickets(solution.OpenTickets):
    def page(self, limit, cursor=None, topic=None):
        if cursor is not None:
            for made_for in (None, *self._places):
                try:
                    place = solution.place_in(cursor, made_for)
                except BadCursor:
                    continue
                cursor = solution.cursor_after(place, topic)
                break
        return super().page(limit, cursor, topic)
