# Mistake: Looks at the closed flag before it has the lock, to be quick, and only there.
import solution


class Hatch(solution.Hatch):
    def put(self, job):
        if job is None:
            raise ValueError("None is no job")
        if self._closed:
            return False
        with self._lock:
            while len(self._jobs) >= self._room:
                self._may_put.wait()
                if self._closed:
                    return False
            self._jobs.append(job)
            self._may_take.notify()
            return True
