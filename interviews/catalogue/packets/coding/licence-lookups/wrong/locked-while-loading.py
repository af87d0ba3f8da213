# Mistake: Holds the one lock while it looks up, so a slow key delays all others.
import solution
from solution import Entry


class LicenceCache(solution.LicenceCache):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._whole = solution.threading.RLock()

    def get(self, key):
        with self._whole:
            return super().get(key)

    def invalidate(self, key):
        with self._whole:
            super().invalidate(key)
