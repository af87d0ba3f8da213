# Mistake: Writes the new time over the old one, and the key keeps its old place in the order.
import solution


class Once(solution.Once):
    def is_new(self, key, ts):
        seen_at = self._let_through.get(key)
        if seen_at is not None and ts - seen_at < self._window_s:
            return False
        if seen_at is None and len(self._let_through) == self._capacity:
            oldest, oldest_at = self._let_through.popitem(last=False)
            self.forgotten_early += oldest_at > ts - self._window_s
        self._let_through[key] = ts
        return True
