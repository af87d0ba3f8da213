# Mistake: Works every figure out at each question.
# The public cases show it.
import solution
from solution import CircleError


class Sheet(solution.Sheet):
    def _reads_the_same(self, figure):
        return False
