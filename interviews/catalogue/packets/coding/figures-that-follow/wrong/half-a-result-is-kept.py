# Mistake: Writes down what is read as it goes, so after a fault the old value has the new reads.
import solution
from solution import CircleError


class Sheet(solution.Sheet):
    def _work_out(self, figure):
        figure.reads = {}

        def read(name):
            figure.reads[name] = self.get(name)
            return figure.reads[name]

        figure.value = figure.compute(read)
