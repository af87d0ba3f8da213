# Mistake: Makes a random key for each call, so a call after a restart pays again.
import solution
from solution import Answer, Misused, NoAnswer, Outcome


class Payments(solution.Payments):
    def charge(self, order_id, cents):
        return super().charge(f"{order_id}-{solution.random.random()}", cents)
