# Mistake: Halves below the least number that must always be let in.
import solution
from solution import Ticket


class Door(solution.Door):
    def __init__(self, start, least, most):
        super().__init__(start, least, most)
        self._least = 1
