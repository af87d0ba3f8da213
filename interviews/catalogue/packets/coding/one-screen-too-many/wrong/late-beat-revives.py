# Mistake: A late beat gives the old lease its place back without asking whether one is free.
import solution
from solution import Lease


class Streams(solution.Streams):
    def __init__(self, limit, lease_s):
        super().__init__(limit, lease_s)
        self._known = {}

    def start(self, now, household, device):
        lease = super().start(now, household, device)
        self._known[lease] = household, device
        return lease

    def stop(self, now, lease):
        super().stop(now, lease)
        self._known.pop(lease, None)

    def beat(self, now, lease):
        if super().beat(now, lease):
            return True
        if lease not in self._known:
            return False
        household, device = self._known[lease]
        if device in self._devices.get(household, {}):
            return False
        self._leases[lease] = Lease(household, device, now)
        self._devices.setdefault(household, {})[device] = lease
        return True
