# Mistake: Adds up seconds as floats, so that a permit is soon a hair late.
import math

import solution


class Carrier(solution.Carrier):
    def book(self, now_ms):
        pause = 1 / self._per_s
        full_at = max(self._full_at, now_ms / 1000)
        send_at_s = max(now_ms / 1000, full_at - (self._burst - 1) * pause)
        send_at_ms = math.ceil(send_at_s * 1000)
        if send_at_ms - now_ms > self._max_wait_ms:
            return None
        self._full_at = full_at + pause
        return send_at_ms
