# Mistake: Calls whoever is first in the row of one title, without asking about its other titles.
import solution
from solution import Busy


class TitleLocks(solution.TitleLocks):
    def _leave(self, request):
        with self._lock:
            for title in request.titles:
                row = self._rows[title]
                row.remove(request)
                if row:
                    row[0].turn.set()
                else:
                    del self._rows[title]
