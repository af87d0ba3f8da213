# Mistake: Leaves a failed lookup in the table, so every later caller gets the same exception.
import solution
from solution import Entry


class LicenceCache(solution.LicenceCache):
    def _land(self, key, flight, entry):
        if entry is not None:
            super()._land(key, flight, entry)
