# Mistake: Keeps balances as floats, so the wait that it states is not always long enough.
import math

import solution
from solution import Decision, Limit


class Account:
    def __init__(self, limit, now_ms):
        self._limit, self._balance, self._as_of_ms = limit, float(limit.cap), now_ms

    def refill(self, now_ms):
        gained = (now_ms - self._as_of_ms) / 1000 * (self._limit.per_minute / 60)
        self._balance = min(float(self._limit.cap), self._balance + gained)
        self._as_of_ms = now_ms

    def wait_ms(self, cost):
        missing = max(0.0, cost - self._balance)
        return math.ceil(missing / (self._limit.per_minute / 60) * 1000)

    def take(self, cost):
        self._balance -= cost


solution.Account = Account
Allowances = solution.Allowances
