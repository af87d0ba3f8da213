# Mistake: Counts a device's own running stream against it when it starts again.
import solution
from solution import Lease


class Streams(solution.Streams):
    def start(self, now, household, device):
        self._end_unseen(now)
        if len(self._devices.get(household, {})) >= self._limit:
            return None
        return super().start(now, household, device)
