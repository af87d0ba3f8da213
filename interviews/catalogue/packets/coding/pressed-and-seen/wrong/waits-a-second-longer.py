# Mistake: Lets a picture belong to a press that is one second too old.
# The public cases show it.
import solution
from solution import Result


class Starts(solution.Starts):
    def __init__(self, wait_s):
        super().__init__(wait_s)
        self._wait_s += 1
