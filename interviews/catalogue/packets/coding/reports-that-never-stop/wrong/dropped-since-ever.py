# Mistake: Tells how many were dropped since the beginning and not since the last kept one.
# The public cases show it.
import solution
from solution import Device


class ReportFilter(solution.ReportFilter):
    def report(self, ts, device):
        answer = super().report(ts, device)
        if answer:
            self._devices[device].dropped = answer
        return answer
