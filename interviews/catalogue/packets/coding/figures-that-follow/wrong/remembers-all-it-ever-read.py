# Mistake: Adds to what a figure reads and never takes anything away.
import solution
from solution import CircleError


class Sheet(solution.Sheet):
    def _work_out(self, figure):
        before = figure.reads or {}
        super()._work_out(figure)
        figure.reads = {**figure.reads, **{n: v for n, v in before.items() if n not in figure.reads}}
