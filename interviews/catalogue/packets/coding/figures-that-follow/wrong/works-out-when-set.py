# Mistake: Works out at once whatever follows from the fact that was set.
# The public cases show it.
import solution
from solution import CircleError


class Sheet(solution.Sheet):
    def set(self, name, value):
        super().set(name, value)
        for other in list(self._figures):
            if self._figures[other].reads and name in self._figures[other].reads:
                try:
                    self.get(other)
                except Exception:  # it will show when somebody asks
                    continue
