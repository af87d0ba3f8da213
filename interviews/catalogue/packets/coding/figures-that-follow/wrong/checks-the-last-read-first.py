# Mistake: Stops at the first difference, but does not go in the order of reading.
import solution
from solution import CircleError


class Sheet(solution.Sheet):
    def _reads_the_same(self, figure):
        return figure.reads is not None and all(
            self.get(name) == before for name, before in reversed(figure.reads.items())
        )
