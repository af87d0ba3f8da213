# Mistake: Takes None as the sign that a figure has not been worked out yet.
import solution
from solution import CircleError


class Sheet(solution.Sheet):
    def get(self, name):
        figure = self._figures.get(name)
        if figure is not None and figure.value is None:
            figure.reads, figure.holds_at = None, -1
        return super().get(name)
