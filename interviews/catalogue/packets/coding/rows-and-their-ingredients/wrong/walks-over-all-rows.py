# Mistake: Goes through all rows at each withdrawal to find those that are made from it.
import solution


class RowCache(solution.RowCache):
    def withdraw(self, tag):
        super().withdraw(tag)
        with self._lock:
            for key in [key for key, row in self._rows.items() if tag in row.tags]:
                del self._rows[key]
