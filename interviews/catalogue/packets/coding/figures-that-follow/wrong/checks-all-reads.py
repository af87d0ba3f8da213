# Mistake: Brings everything up to date that was read, and only then looks for a difference.
import solution
from solution import CircleError


class Sheet(solution.Sheet):
    def _reads_the_same(self, figure):
        if figure.reads is None:
            return False
        now = {name: self.get(name) for name in figure.reads}
        return now == figure.reads
