# Mistake: Makes room first and looks afterwards whether the key is known.
# The public cases show it.
import solution


class Once(solution.Once):
    def is_new(self, key, ts):
        self._forget_until(ts - self._window_s)
        if len(self._let_through) == self._capacity:
            self._let_through.popitem(last=False)
            self.forgotten_early += 1
        return super().is_new(key, ts)
