# Mistake: After an exception leaves the figure marked as under way, so the next question is a circle.
import solution
from solution import CircleError


class Sheet(solution.Sheet):
    def _bring_up_to_date(self, name, figure):
        if name in self._under_way:
            raise CircleError(self._under_way[self._under_way.index(name) :])
        self._under_way.append(name)
        if not self._reads_the_same(figure):
            self._work_out(figure)
        figure.holds_at = self._revision
        self._under_way.pop()
