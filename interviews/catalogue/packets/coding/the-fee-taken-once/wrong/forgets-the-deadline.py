# Mistake: Gives every attempt its full two seconds, whatever is left of the budget.
import solution
from solution import Answer, Misused, NoAnswer, Outcome


class Payments(solution.Payments):
    def __init__(self, send, *args, **kwargs):
        super().__init__(lambda key, cents, _: send(key, cents, 2_000), *args, **kwargs)
