# Mistake: Counts the age of an answer from the end of its lookup.
import solution
from solution import Entry


class LicenceCache(solution.LicenceCache):
    def _land(self, key, flight, entry):
        late = entry and Entry(entry.value, self._clock())
        super()._land(key, flight, late)
