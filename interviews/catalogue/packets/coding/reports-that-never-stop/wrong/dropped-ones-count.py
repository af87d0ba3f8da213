# Mistake: Writes down the dropped reports as well, so a device that never stops is never heard.
import solution
from solution import Device


class ReportFilter(solution.ReportFilter):
    def report(self, ts, device):
        answer = super().report(ts, device)
        known = self._devices[device]
        if answer is None:
            known.kept.append(ts)
        return answer
