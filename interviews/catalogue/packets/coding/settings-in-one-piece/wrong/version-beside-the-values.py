# Mistake: Keeps version and values in two fields, which change and are read one after the other.
import solution
from solution import Snapshot


class Settings(solution.Settings):
    def __init__(self, values, check):
        super().__init__(values, check)
        self._values = self._current.values
        self._version = 1

    def snapshot(self):
        values = self._values
        version = self._version
        return Snapshot(version, values)

    def change(self, changes):
        with self._changing:
            values = solution._with_changes(self._values, changes)
            if values == self._values:
                return self._version
            self._check(values)
            self._values = values
            self._version += 1
            return self._version
