# Mistake: Stores what it has looked up without asking whether it was withdrawn meanwhile.
import solution
from solution import Entry


class LicenceCache(solution.LicenceCache):
    def _land(self, key, flight, entry):
        with self._lock:
            if self._flights.get(key) is flight:
                del self._flights[key]
            if entry is not None:
                self._entries[key] = entry
