# Mistake: Checks outside the lock and then publishes, without asking what came in between.
import solution
from solution import Snapshot


class Settings(solution.Settings):
    def change(self, changes):
        with self._changing:
            before = self._current
        values = solution._with_changes(before.values, changes)
        if values == before.values:
            return before.version
        self._check(values)
        with self._changing:
            self._current = Snapshot(before.version + 1, values)
        return before.version + 1
