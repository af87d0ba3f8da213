# Mistake: Gives the newcomer the place of the rarest key with a count of one.
# The public cases show it.
import solution


class Loudest(solution.Loudest):
    def add(self, key):
        self.total += 1
        if key not in self._counts and len(self._counts) == self._counters:
            rarest = min(self._counts, key=self._counts.get)
            del self._counts[rarest]
        self._counts[key] = self._counts.get(key, 0) + 1
