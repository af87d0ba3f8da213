# Mistake: Each repeat starts the window anew, so a stubborn sender is never heard again.
# The public cases show it.
import solution


class Once(solution.Once):
    def is_new(self, key, ts):
        is_new = super().is_new(key, ts)
        self._let_through[key] = ts
        self._let_through.move_to_end(key)
        return is_new
