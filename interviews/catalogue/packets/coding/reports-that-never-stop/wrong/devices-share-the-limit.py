# Mistake: Keeps one log for all devices, so one of them silences the others.
import solution
from solution import Device  # noqa: F401


class ReportFilter(solution.ReportFilter):
    def report(self, ts, device):
        return super().report(ts, "all")
