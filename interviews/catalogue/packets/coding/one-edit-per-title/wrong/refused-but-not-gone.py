# Mistake: Lines up first and then finds that it does not want to wait, and forgets to leave.
# The public cases show it.
import solution
from solution import Busy


class TitleLocks(solution.TitleLocks):
    def _line_up(self, request, wait):
        super()._line_up(request, wait=True)
        if not wait and not request.turn.is_set():
            with self._lock:
                for title in request.titles:
                    if len(self._rows[title]) > 1:
                        self._rows[title].remove(request)
            raise Busy
