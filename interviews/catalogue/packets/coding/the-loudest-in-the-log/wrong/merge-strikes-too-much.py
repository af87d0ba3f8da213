# Mistake: Strikes once more after it fits, so that the bounds get wider than promised.
import solution


class Loudest(solution.Loudest):
    def merge(self, other):
        before = len(self._counts) + len(other._counts)
        super().merge(other)
        if before > self._counters:
            self._strike(max(self._counts.values(), default=1))
