# Mistake: Sleeps to the end of the budget although the time asked for does not fit.
import solution
from solution import Answer, Misused, NoAnswer, Outcome


class Payments(solution.Payments):
    def charge(self, order_id, cents):
        deadline = self._clock_ms() + self._budget_ms
        outcome = super().charge(order_id, cents)
        if outcome is Outcome.NOT_TAKEN and self._clock_ms() < deadline:
            self._sleep_ms(deadline - self._clock_ms())
        return outcome
