# Mistake: Says since when the group has its present size, not since when these two are together.
import solution


class Incidents(solution.Incidents):
    def since(self, a, b):
        if a == b:
            return 0
        leader = self._leader(a)
        return self._grown[leader][-1][0] if leader == self._leader(b) else None
