# Mistake: Always hangs the second group below the first, so the way up can be as long as the group.
import solution


class Incidents(solution.Incidents):
    def link(self, a, b, at):
        if at < self._latest:
            raise ValueError("time goes back")
        self._latest = at
        above, below = self._leader(a), self._leader(b)
        if above == below:
            self._links.append((a, b, None))
            return False
        size = self._size(above) + self._size(below)
        self._above[below] = (above, at)
        self._grown.setdefault(above, []).append((at, size))
        self._links.append((a, b, below))
        return True
