# Mistake: Takes the other's table for its own and goes on writing in it.
import solution


class Loudest(solution.Loudest):
    def merge(self, other):
        mine, self._counts = self._counts, other._counts
        try:
            super().merge(solution.Loudest(other._counters))
            for key, count in mine.items():
                self._counts[key] = self._counts.get(key, 0) + count
            if len(self._counts) > self._counters:
                self._strike(sorted(self._counts.values(), reverse=True)[self._counters])
        except ValueError:
            self._counts = mine
            raise
        self.total += other.total
        self.error += other.error
