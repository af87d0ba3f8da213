# Mistake: Adds what has been refilled and forgets the cap.
import solution
from solution import Decision, Limit


class Account(solution.Account):
    def refill(self, now_ms: int) -> None:
        self._balance += (now_ms - self._as_of_ms) * self._limit.per_minute
        self._as_of_ms = now_ms


solution.Account = Account
Allowances = solution.Allowances
