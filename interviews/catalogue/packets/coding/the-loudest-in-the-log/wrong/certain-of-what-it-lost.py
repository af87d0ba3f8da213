# Mistake: Says that a key which it does not hold cannot have been there at all.
# The public cases show it.
import solution


class Loudest(solution.Loudest):
    def at_most(self, key):
        return super().at_most(key) if key in self._counts else 0
