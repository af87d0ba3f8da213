# Mistake: Takes the newest job first.
# The public cases show it.
import solution


class Hatch(solution.Hatch):
    def take(self):
        with self._lock:
            self._may_take.wait_for(lambda: self._closed or self._jobs)
            if not self._jobs:
                return None
            self._may_put.notify()
            return self._jobs.pop()
