# Mistake: Takes the link back but leaves the size that the group had with it.
# The public cases show it.
import solution


class Incidents(solution.Incidents):
    def undo(self):
        if not self._links:
            return None
        a, b, smaller = self._links.pop()
        if smaller is not None:
            del self._above[smaller]
        return a, b
