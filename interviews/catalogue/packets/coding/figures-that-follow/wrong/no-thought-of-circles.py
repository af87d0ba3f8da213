# Mistake: Does not look for circles, which end in a recursion without end.
import solution
from solution import CircleError


class Sheet(solution.Sheet):
    def _bring_up_to_date(self, name, figure):
        if not self._reads_the_same(figure):
            self._work_out(figure)
        figure.holds_at = self._revision
