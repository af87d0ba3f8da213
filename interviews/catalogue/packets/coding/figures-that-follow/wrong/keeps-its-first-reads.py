# Mistake: Notes what a figure reads when it is worked out for the first time, and never again.
import solution
from solution import CircleError


class Sheet(solution.Sheet):
    def _work_out(self, figure):
        before = figure.reads
        super()._work_out(figure)
        if before is not None:
            figure.reads = {name: figure.reads.get(name, before[name]) for name in before}
