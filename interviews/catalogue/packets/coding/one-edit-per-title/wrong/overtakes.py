# Mistake: Begins as soon as its titles are not in use, and passes those who have waited for longer.
import solution
from solution import Busy


class TitleLocks(solution.TitleLocks):
    def __init__(self):
        self._changed = solution.threading.Condition()
        self._held = set()
        self._asleep = 0

    def waiting(self):
        return self._asleep

    @solution.contextmanager
    def hold(self, *titles, wait=True):
        titles = set(titles)
        with self._changed:
            if self._held & titles and not wait:
                raise Busy
            self._asleep += 1
            self._changed.wait_for(lambda: not self._held & titles)
            self._asleep -= 1
            self._held |= titles
        try:
            yield
        finally:
            with self._changed:
                self._held -= titles
                self._changed.notify_all()
