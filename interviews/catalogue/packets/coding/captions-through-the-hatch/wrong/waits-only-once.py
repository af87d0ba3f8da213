# Mistake: Waits behind an "if" and takes it for granted that there is a job after the wait.
import solution


class Hatch(solution.Hatch):
    def take(self):
        with self._lock:
            if not self._jobs and self._closed:
                return None
            if not self._jobs:
                self._may_take.wait()
            self._may_put.notify()
            return self._jobs.popleft()
