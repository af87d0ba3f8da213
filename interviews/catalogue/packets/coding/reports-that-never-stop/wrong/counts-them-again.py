# Mistake: Goes through the kept reports again at every call.
import solution
from solution import Device


class ReportFilter(solution.ReportFilter):
    def _is_full(self, ts, known):
        inside = [kept_at for kept_at in known.kept if kept_at > ts - self._window_s]
        return len(inside) >= self._limit
