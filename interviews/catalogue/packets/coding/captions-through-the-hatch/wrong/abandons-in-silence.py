# Mistake: Abandons the jobs and closes without telling anybody who waits.
import solution


class Hatch(solution.Hatch):
    def abandon(self):
        with self._lock:
            self._closed = True
            left = list(self._jobs)
            self._jobs.clear()
            return left
