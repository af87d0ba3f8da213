# Mistake: Counts the dropped reports of all devices together.
import solution
from solution import Device


class ReportFilter(solution.ReportFilter):
    def __init__(self, limit, window_s):
        super().__init__(limit, window_s)
        self._dropped = 0

    def report(self, ts, device):
        answer = super().report(ts, device)
        if answer is None:
            self._dropped += 1
            return None
        missed, self._dropped = self._dropped, 0
        return missed
