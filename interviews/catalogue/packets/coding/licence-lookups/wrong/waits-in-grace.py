# Mistake: Lets everybody wait for the new answer although the old one may still be used.
import solution
from solution import Entry


class LicenceCache(solution.LicenceCache):
    def get(self, key):
        with self._lock:
            running = self._flights.get(key)
        if running is not None and self._clock() > self._fresh_s:
            return running.result()
        return super().get(key)
