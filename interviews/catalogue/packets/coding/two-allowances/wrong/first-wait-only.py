# Mistake: Answers with the wait of the first allowance that is short, not with the longer one.
import solution
from solution import Decision, Limit


class Allowances(solution.Allowances):
    def ask(self, now_ms: int, studio: str, project: str, cost: int) -> Decision:
        decision = super().ask(now_ms, studio, project, cost)
        if decision.retry_after_ms is None:
            return decision
        shared = self._accounts[studio,].wait_ms(cost)
        return Decision(admitted=False, retry_after_ms=shared or decision.retry_after_ms)
