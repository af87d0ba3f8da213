# Mistake: Closes by sending one None through the queue, which sends home one worker.
import solution


class Hatch(solution.Hatch):
    def take(self):
        with self._lock:
            self._may_take.wait_for(lambda: self._jobs)
            self._may_put.notify()
            return self._jobs.popleft()

    def _shut(self):
        super()._shut()
        self._jobs.append(None)

    def abandon(self):
        left = [job for job in super().abandon() if job is not None]
        self._jobs.append(None)
        return left
