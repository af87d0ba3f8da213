# Mistake: Keeps one log for all devices, so one of them silences the others.
import solution
from solution import Device


class ReportFilter(solution.ReportFilter):
    def report(self, ts, device):
        return super().report(ts, "all")
