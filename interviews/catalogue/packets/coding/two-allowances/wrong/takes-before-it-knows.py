# Mistake: Takes from the first allowance before it knows whether the second has enough.
import solution
from solution import Decision, Limit


class Allowances(solution.Allowances):
    def ask(self, now_ms: int, studio: str, project: str, cost: int) -> Decision:
        if cost < 1:
            raise ValueError("cost must be positive")
        if cost > min(self._studio_limit.cap, self._project_limit.cap):
            return Decision(admitted=False)
        now_ms = self._forward_only(now_ms)
        own = self._account((studio, project), self._project_limit, now_ms)
        shared = self._account((studio,), self._studio_limit, now_ms)
        wait = max(own.wait_ms(cost), shared.wait_ms(cost))
        for account in (own, shared):
            if account.wait_ms(cost):
                return Decision(admitted=False, retry_after_ms=wait)
            account.take(cost)
        return Decision(admitted=True)
