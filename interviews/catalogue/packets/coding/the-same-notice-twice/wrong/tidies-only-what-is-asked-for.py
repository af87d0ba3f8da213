# Mistake: Looks at the age of the key that is asked for; all the others stay for ever.
import solution


class Once(solution.Once):
    def is_new(self, key, ts):
        seen_at = self._let_through.get(key)
        if seen_at is not None and ts - seen_at >= self._window_s:
            del self._let_through[key]
        return super().is_new(key, ts)

    def _forget_until(self, limit):
        pass
