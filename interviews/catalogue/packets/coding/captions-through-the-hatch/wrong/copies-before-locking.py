# Mistake: Copies what is left before it takes the lock, so a job can be taken and given back.
import solution


class Hatch(solution.Hatch):
    def abandon(self):
        left = list(self._jobs)
        with self._lock:
            self._shut()
            self._jobs.clear()
        return left
