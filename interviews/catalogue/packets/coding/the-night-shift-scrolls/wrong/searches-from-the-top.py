# Mistake: Goes through all tickets for every page, filtering as it goes.
import solution
from solution import BadCursor, Page


class OpenTickets(solution.OpenTickets):
    def page(self, limit, cursor=None, topic=None):
        if cursor is None:
            return super().page(limit, None, topic)
        last = solution.place_in(cursor, topic)
        rest = sorted(
            (place for place, of in self._known.values() if place < last and topic in (None, of)),
            reverse=True,
        )
        shown = rest[:limit]
        more = len(rest) > limit
        return Page([n for _, n in shown], solution.cursor_after(shown[-1], topic) if more else None)
