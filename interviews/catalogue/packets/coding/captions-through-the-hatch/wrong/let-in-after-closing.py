# Mistake: Asks whether it is closed before the wait for room, and not again after it.
import solution


class Hatch(solution.Hatch):
    def put(self, job):
        if job is None:
            raise ValueError("None is no job")
        with self._lock:
            if self._closed:
                return False
            self._may_put.wait_for(lambda: self._closed or len(self._jobs) < self._room)
            self._jobs.append(job)
            self._may_take.notify()
            return True
