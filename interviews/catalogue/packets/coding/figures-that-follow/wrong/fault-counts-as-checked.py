# Mistake: Notes that the figure is up to date even when its rule failed, and then gives the old value.
import solution
from solution import CircleError


class Sheet(solution.Sheet):
    def _bring_up_to_date(self, name, figure):
        circle = name in self._under_way
        try:
            super()._bring_up_to_date(name, figure)
        finally:
            if not circle:
                figure.holds_at = self._revision
