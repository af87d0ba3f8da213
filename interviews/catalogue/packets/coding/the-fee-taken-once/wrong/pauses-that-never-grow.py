# Mistake: Pauses for the same time after every attempt.
import solution
from solution import Answer, Misused, NoAnswer, Outcome


class Payments(solution.Payments):
    def _pause_ms(self, attempt):
        return 400.0
