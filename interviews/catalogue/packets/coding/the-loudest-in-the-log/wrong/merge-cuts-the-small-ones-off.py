# Mistake: Adds both up and keeps the largest, without telling the bounds what was cut off.
import solution


class Loudest(solution.Loudest):
    def merge(self, other):
        error = self.error + other.error
        counts = solution.Loudest(10**9)
        counts._counts = dict(self._counts)
        for key, count in other._counts.items():
            counts._counts[key] = counts._counts.get(key, 0) + count
        super().merge(other)
        largest = sorted(counts._counts.items(), key=lambda one: -one[1])
        self._counts, self.error = dict(largest[: self._counters]), error
