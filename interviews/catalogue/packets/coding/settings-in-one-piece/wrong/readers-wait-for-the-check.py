# Mistake: Takes the same lock for reading, so every request waits while a change is checked.
import solution
from solution import Snapshot


class Settings(solution.Settings):
    def __init__(self, values, check):
        super().__init__(values, check)
        self._changing = solution.threading.RLock()

    def snapshot(self):
        with self._changing:
            return self._current
