# Mistake: Says unknown whenever it gives up, also when nothing can have been taken.
import solution
from solution import Answer, Misused, NoAnswer, Outcome


class Payments(solution.Payments):
    def charge(self, order_id, cents):
        outcome = super().charge(order_id, cents)
        return Outcome.UNKNOWN if outcome is Outcome.NOT_TAKEN else outcome
