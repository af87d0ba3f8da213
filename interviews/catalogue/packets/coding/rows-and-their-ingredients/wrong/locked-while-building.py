# Mistake: Holds the lock during the build.
import solution


class RowCache(solution.RowCache):
    def __init__(self, build):
        super().__init__(build)
        self._whole = solution.threading.RLock()

    def get(self, key):
        with self._whole:
            return super().get(key)

    def withdraw(self, tag):
        with self._whole:
            super().withdraw(tag)
