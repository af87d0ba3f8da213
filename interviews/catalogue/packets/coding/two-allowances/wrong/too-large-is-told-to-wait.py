# Mistake: Tells a job that can never fit to come back, again and again.
import solution
from solution import Decision, Limit


class Allowances(solution.Allowances):
    def ask(self, now_ms: int, studio: str, project: str, cost: int) -> Decision:
        decision = super().ask(now_ms, studio, project, cost)
        if decision.admitted or decision.retry_after_ms is not None:
            return decision
        return Decision(admitted=False, retry_after_ms=cost * 60_000)
