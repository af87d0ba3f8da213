# Mistake: Publishes first and takes it back if the check fails, so requests see what is refused.
import solution
from solution import Snapshot


class Settings(solution.Settings):
    def change(self, changes):
        with self._changing:
            before = self._current
            values = solution._with_changes(before.values, changes)
            if values == before.values:
                return before.version
            self._current = Snapshot(before.version + 1, values)
            try:
                self._check(values)
            except Exception:
                self._current = before
                raise
            return self._current.version
