# Mistake: Recognises a device by its name alone, so one household's television ends another's.
import solution
from solution import Lease


class Streams(solution.Streams):
    def start(self, now, household, device):
        self._end_unseen(now)
        for lease, one in list(self._leases.items()):
            if one.device == device:
                self._end(lease)
        return super().start(now, household, device)
