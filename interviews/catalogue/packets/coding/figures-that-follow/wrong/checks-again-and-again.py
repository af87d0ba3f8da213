# Mistake: Does not note that a figure has been checked, and checks it for each of its readers.
import solution
from solution import CircleError


class Sheet(solution.Sheet):
    def get(self, name):
        if name in self._figures:
            self._figures[name].holds_at = -1
        return super().get(name)
