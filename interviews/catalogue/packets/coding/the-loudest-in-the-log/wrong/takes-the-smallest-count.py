# Mistake: Searches all counters for the smallest at each new key, and hands its count on.
import solution


class Loudest(solution.Loudest):
    def add(self, key):
        if key in self._counts or len(self._counts) < self._counters:
            super().add(key)
            return
        self.total += 1
        rarest = min(self._counts, key=self._counts.get)
        self._counts[key] = self._counts.pop(rarest) + 1
        self.error = self._counts[key] - 1
