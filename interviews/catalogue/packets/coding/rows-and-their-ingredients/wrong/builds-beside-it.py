# Mistake: After any withdrawal starts a build of its own beside the one that is running.
import solution


class RowCache(solution.RowCache):
    def withdraw(self, tag):
        super().withdraw(tag)
        with self._lock:
            self._running.clear()

    def _land(self, key, row):
        with self._lock:
            self._running.pop(key, None)
            if row is not None:
                self._rows[key] = row
