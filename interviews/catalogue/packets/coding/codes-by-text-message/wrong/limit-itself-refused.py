# Mistake: Sends somebody away whose wait is exactly the longest allowed.
import solution


class Carrier(solution.Carrier):
    def __init__(self, per_s, burst, max_wait_ms):
        super().__init__(per_s, burst, max_wait_ms)
        self._max_wait_ms = max(0, max_wait_ms - 1)
