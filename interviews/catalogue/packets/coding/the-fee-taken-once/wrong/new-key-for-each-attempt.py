# Mistake: Makes a fresh key for each attempt, so each may take the money.
import solution
from solution import Answer, Misused, NoAnswer, Outcome


class Payments(solution.Payments):
    def __init__(self, send, *args, **kwargs):
        count = iter(range(1_000_000))
        super().__init__(lambda key, *rest: send(f"{key}-{next(count)}", *rest), *args, **kwargs)
