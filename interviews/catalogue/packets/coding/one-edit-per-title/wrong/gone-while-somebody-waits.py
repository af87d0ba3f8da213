# Mistake: Throws the title's lock away on leaving although another editor waits for that very lock.
import solution
from solution import Busy


class TitleLocks(solution.TitleLocks):
    def __init__(self):
        super().__init__()
        self._locks = {}
        self._asleep = 0

    def waiting(self):
        return self._asleep

    @solution.contextmanager
    def hold(self, *titles, wait=True):
        mine = []
        try:
            for title in sorted(set(titles)):
                with self._lock:
                    lock = self._locks.setdefault(title, solution.threading.Lock())
                if not lock.acquire(blocking=False):
                    if not wait:
                        raise Busy
                    self._asleep += 1
                    lock.acquire()
                    self._asleep -= 1
                mine.append((title, lock))
            yield
        finally:
            for title, lock in mine:
                with self._lock:
                    self._locks.pop(title, None)
                    lock.release()
