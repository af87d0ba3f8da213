# Mistake: Gives readers a dictionary that they can write to, and that all of them share.
import solution
from solution import Snapshot


class Settings(solution.Settings):
    def __init__(self, values, check):
        super().__init__(values, check)
        self._current = Snapshot(1, dict(values))

    def change(self, changes):
        version = super().change(changes)
        self._current = Snapshot(version, dict(self._current.values))
        return version
