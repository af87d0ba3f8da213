# Mistake: When the lookup fails, the exception goes to its caller and those who wait are forgotten.
import solution
from solution import Entry


class LicenceCache(solution.LicenceCache):
    def _fly(self, key, flight):
        asked_at = self._clock()
        try:
            value = self._load(key)
        except BaseException:
            self._land(key, flight, None)
            raise
        self._land(key, flight, Entry(value, asked_at))
        flight.set_result(value)
