# Mistake: Lets permits pile up beyond the stock while nobody sends.
import solution


class Carrier(solution.Carrier):
    def book(self, now_ms):
        now = now_ms * self._per_s
        permit_at = max(now, self._full_at - (self._burst - 1) * solution.PERMIT)
        send_at_ms = -(-permit_at // self._per_s)
        if send_at_ms - now_ms > self._max_wait_ms:
            return None
        self._full_at += solution.PERMIT
        return send_at_ms
