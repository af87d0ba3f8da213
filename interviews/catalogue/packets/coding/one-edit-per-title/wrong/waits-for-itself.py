# Mistake: Takes the titles one by one in alphabetical order, and the same one twice if named twice.
import solution
from solution import Busy


class TitleLocks(solution.TitleLocks):
    @solution.contextmanager
    def hold(self, *titles, wait=True):
        requests = []
        try:
            for title in sorted(titles):
                request = solution.Request([title])
                self._line_up(request, wait)
                requests.append(request)
                request.turn.wait()
            yield
        finally:
            for request in requests:
                self._leave(request)
