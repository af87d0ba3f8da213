# Mistake: Rounds the pause between two messages up to whole milliseconds and goes on from there.
import solution


class Carrier(solution.Carrier):
    def book(self, now_ms):
        pause = -(-1000 // self._per_s)
        full_at = max(self._full_at, now_ms)
        send_at = max(now_ms, full_at - (self._burst - 1) * pause)
        if send_at - now_ms > self._max_wait_ms:
            return None
        self._full_at = full_at + pause
        return send_at
