# Mistake: Holds the lock while the event is on its way.
import solution
from solution import NoAnswer


class Webhooks(solution.Webhooks):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._lock = solution.threading.RLock()

    def work(self):
        with self._lock:
            return super().work()
