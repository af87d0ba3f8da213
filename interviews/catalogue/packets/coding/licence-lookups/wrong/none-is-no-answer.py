# Mistake: Takes the answer None for no answer and looks it up every time.
import solution
from solution import Entry


class LicenceCache(solution.LicenceCache):
    def _younger_than(self, seconds, key):
        entry = super()._younger_than(seconds, key)
        return entry if entry is not None and entry.value is not None else None
