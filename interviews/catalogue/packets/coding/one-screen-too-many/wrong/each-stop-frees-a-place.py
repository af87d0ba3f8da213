# Mistake: Keeps a number of free places and adds one at every stop.
import solution
from solution import Lease


class Streams(solution.Streams):
    def __init__(self, limit, lease_s):
        super().__init__(limit, lease_s)
        self._whose, self._extra = {}, {}

    def start(self, now, household, device):
        usual = self._limit
        self._limit += self._extra.get(household, 0)
        lease = super().start(now, household, device)
        self._limit = usual
        self._whose[lease] = household
        return lease

    def stop(self, now, lease):
        self._end_unseen(now)
        if lease not in self._leases and lease in self._whose:
            household = self._whose[lease]
            self._extra[household] = self._extra.get(household, 0) + 1
        super().stop(now, lease)
