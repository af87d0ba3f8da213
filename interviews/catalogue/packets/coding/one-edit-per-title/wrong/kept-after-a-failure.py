# Mistake: Gives the titles back after the edit and not in a "finally", so a failed edit keeps them.
import solution
from solution import Busy


class TitleLocks(solution.TitleLocks):
    @solution.contextmanager
    def hold(self, *titles, wait=True):
        request = solution.Request(titles)
        self._line_up(request, wait)
        request.turn.wait()
        yield
        self._leave(request)
