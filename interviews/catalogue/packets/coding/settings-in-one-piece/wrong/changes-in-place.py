# Mistake: Changes the one dictionary that all snapshots look at.
# The public cases show it.
import solution
from solution import Snapshot


class Settings(solution.Settings):
    def __init__(self, values, check):
        super().__init__(values, check)
        self._values = dict(values)
        self._current = Snapshot(1, solution.MappingProxyType(self._values))

    def change(self, changes):
        version = super().change(changes)
        new = self._current.values
        for name in set(self._values) - set(new):
            del self._values[name]
        self._values.update(new)
        self._current = Snapshot(version, solution.MappingProxyType(self._values))
        return version
