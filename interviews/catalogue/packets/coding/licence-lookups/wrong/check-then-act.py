# Mistake: Looks for a running lookup under the lock, and enters its own after letting go of it.
import solution
from solution import Entry


class LicenceCache(solution.LicenceCache):
    def get(self, key):
        with self._lock:
            entry = self._younger_than(self._fresh_s, key)
            flight = self._flights.get(key)
        if entry is not None:
            return entry.value
        if flight is None:
            flight = solution.Future()
            with self._lock:
                self._flights[key] = flight
            self._fly(key, flight)
        else:
            with self._lock:
                entry = self._younger_than(self._usable_s, key)
            if entry is not None:
                return entry.value
        try:
            return flight.result()
        except Exception:
            with self._lock:
                entry = self._younger_than(self._usable_s, key)
            if entry is None:
                raise
            return entry.value
