# Mistake: Makes a new version for every call, also if nothing differs.
import solution
from solution import Snapshot


class Settings(solution.Settings):
    def change(self, changes):
        with self._changing:
            values = solution._with_changes(self._current.values, changes)
            self._check(values)
            self._current = Snapshot(self._current.version + 1, values)
            return self._current.version
