# Mistake: Takes a value as changed when it is another object, though it is equal.
import solution
from solution import CircleError


class Sheet(solution.Sheet):
    def _reads_the_same(self, figure):
        return figure.reads is not None and all(
            self.get(name) is before for name, before in figure.reads.items()
        )
