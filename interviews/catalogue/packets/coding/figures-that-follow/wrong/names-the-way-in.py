# Mistake: Names everything under way as the circle, with what merely leads to it.
import solution
from solution import CircleError


class Sheet(solution.Sheet):
    def _bring_up_to_date(self, name, figure):
        if name in self._under_way:
            raise CircleError(list(self._under_way))
        super()._bring_up_to_date(name, figure)
