# Mistake: Takes the permit before it finds that the wait is too long.
import solution


class Carrier(solution.Carrier):
    def book(self, now_ms):
        answer = super().book(now_ms)
        if answer is None:
            self._full_at += solution.PERMIT
        return answer
