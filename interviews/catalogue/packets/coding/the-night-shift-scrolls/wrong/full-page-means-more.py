# Mistake: Offers a next page whenever this one is full.
import solution
from solution import BadCursor, Page


class OpenTickets(solution.OpenTickets):
    def page(self, limit, cursor=None, topic=None):
        page = super().page(limit, cursor, topic)
        if len(page.tickets) < limit or page.next is not None:
            return page
        place, _ = self._known[page.tickets[-1]]
        return Page(page.tickets, solution.cursor_after(place, topic))
