# Mistake: Counts a kept report that is exactly as old as the window.
import solution
from solution import Device


class ReportFilter(solution.ReportFilter):
    def _is_full(self, ts, known):
        return len(known.kept) == self._limit and known.kept[0] >= ts - self._window_s
