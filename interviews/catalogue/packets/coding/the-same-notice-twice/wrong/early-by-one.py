# Mistake: Forgets a key one second too soon.
import solution


class Once(solution.Once):
    def _forget_until(self, limit):
        super()._forget_until(limit + 1)
