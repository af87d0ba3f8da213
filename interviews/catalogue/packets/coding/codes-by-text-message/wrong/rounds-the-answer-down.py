# Mistake: Rounds the answer down, so a message goes out before its permit is there.
import solution


class Carrier(solution.Carrier):
    def book(self, now_ms):
        now = now_ms * self._per_s
        full_at = max(self._full_at, now)
        permit_at = max(now, full_at - (self._burst - 1) * solution.PERMIT)
        if permit_at - now > self._max_wait_ms * self._per_s:
            return None
        self._full_at = full_at + solution.PERMIT
        return permit_at // self._per_s
