# Mistake: Makes the new values before it has the lock, from a state that may be out of date.
import solution
from solution import Snapshot


class Settings(solution.Settings):
    def change(self, changes):
        values = solution._with_changes(self._current.values, changes)
        with self._changing:
            before = self._current
            if values == before.values:
                return before.version
            self._check(values)
            self._current = Snapshot(before.version + 1, values)
            return self._current.version
