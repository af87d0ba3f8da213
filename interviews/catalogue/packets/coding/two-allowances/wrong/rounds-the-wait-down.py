# Mistake: Rounds the wait down, so that who comes back on the dot is refused again.
import solution
from solution import Decision, Limit


class Account(solution.Account):
    def wait_ms(self, cost: int) -> int:
        missing = max(0, cost * solution.SCALE - self._balance)
        return missing // self._limit.per_minute


solution.Account = Account
Allowances = solution.Allowances
