# Mistake: Lets go of the lock in its last line, which is never reached if the check raises.
import solution
from solution import Snapshot


class Settings(solution.Settings):
    def change(self, changes):
        self._changing.acquire()
        before = self._current
        values = solution._with_changes(before.values, changes)
        version = before.version
        if values != before.values:
            self._check(values)
            version += 1
            self._current = Snapshot(version, values)
        self._changing.release()
        return version
