# Mistake: The cursor is the number of tickets shown so far, in disguise.
import base64

import solution
from solution import BadCursor, Page


class OpenTickets(solution.OpenTickets):
    def page(self, limit, cursor=None, topic=None):
        places = self._places.get(topic, [])[::-1]
        start = int(base64.b64decode(cursor)) if cursor else 0
        shown = places[start : start + limit]
        more = start + limit < len(places)
        following = base64.b64encode(str(start + limit).encode()).decode()
        return Page([number for _, number in shown], following if more else None)
