# Mistake: Once full, waits until the whole log is out of the window, and begins again empty.
import solution
from solution import Device


class ReportFilter(solution.ReportFilter):
    def _is_full(self, ts, known):
        if len(known.kept) == self._limit and known.kept[-1] <= ts - self._window_s:
            known.kept.clear()
        return len(known.kept) == self._limit
