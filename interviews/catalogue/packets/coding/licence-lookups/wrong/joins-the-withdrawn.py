# Mistake: An invalidation drops the answer but lets later callers wait for the lookup that runs.
import solution
from solution import Entry


class LicenceCache(solution.LicenceCache):
    def invalidate(self, key):
        with self._lock:
            self._entries.pop(key, None)
