# Mistake: Pushes out the oldest before it has looked whether that one has run out anyway.
import solution


class Once(solution.Once):
    def is_new(self, key, ts):
        if key not in self._let_through and len(self._let_through) == self._capacity:
            self._let_through.popitem(last=False)
            self.forgotten_early += 1
        return super().is_new(key, ts)
