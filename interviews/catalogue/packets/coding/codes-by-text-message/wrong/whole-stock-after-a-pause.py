# Mistake: As soon as nobody has to wait any more, takes the stock for complete.
import solution


class Carrier(solution.Carrier):
    def book(self, now_ms):
        now = now_ms * self._per_s
        if self._full_at - (self._burst - 1) * solution.PERMIT <= now and self._emptied:
            self._full_at, self._emptied = now, False
        answer = super().book(now_ms)
        self._emptied = self._full_at - now >= self._burst * solution.PERMIT
        return answer

    _emptied = False
