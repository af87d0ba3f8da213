# Mistake: Keeps every booking and works the stock out anew from the first one.
import solution


class Carrier(solution.Carrier):
    def __init__(self, per_s, burst, max_wait_ms):
        super().__init__(per_s, burst, max_wait_ms)
        self._bookings = []

    def book(self, now_ms):
        self._full_at = 0
        for booked_at in self._bookings:
            self._full_at = max(self._full_at, booked_at * self._per_s) + solution.PERMIT
        answer = super().book(now_ms)
        if answer is not None:
            self._bookings.append(now_ms)
        return answer
