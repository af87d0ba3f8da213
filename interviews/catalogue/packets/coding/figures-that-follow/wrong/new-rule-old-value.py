# Mistake: Puts the new rule in place and keeps the value that the old one gave.
import solution
from solution import CircleError


class Sheet(solution.Sheet):
    def rule(self, name, compute):
        if name in self._figures:
            self._figures[name].compute = compute
            self._revision += 1
        else:
            super().rule(name, compute)
