# Mistake: Leaves an empty row for every title that was ever edited.
import solution
from solution import Busy


class TitleLocks(solution.TitleLocks):
    def _line_up(self, request, wait):
        with self._lock:
            if not wait and any(self._rows.get(title) for title in request.titles):
                raise Busy
            for title in request.titles:
                self._rows.setdefault(title, solution.deque()).append(request)
            self._call_if_first(request)

    def _leave(self, request):
        with self._lock:
            for title in request.titles:
                row = self._rows[title]
                row.remove(request)
                if row:
                    self._call_if_first(row[0])
