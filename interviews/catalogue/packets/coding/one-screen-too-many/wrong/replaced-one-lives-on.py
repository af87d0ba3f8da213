# Mistake: Gives the restarted device a new lease and forgets to end the one before.
from collections import OrderedDict

from solution import Lease


class Streams:
    def __init__(self, limit, lease_s):
        if limit < 1 or lease_s < 1:
            raise ValueError
        self._limit, self._lease_s, self._last_lease = limit, lease_s, 0
        self._leases = OrderedDict()

    def start(self, now, household, device):
        self._end_unseen(now)
        playing = {one.device for one in self._leases.values() if one.household == household}
        if device not in playing and len(playing) >= self._limit:
            return None
        self._last_lease += 1
        self._leases[self._last_lease] = Lease(household, device, now)
        return self._last_lease

    def beat(self, now, lease):
        self._end_unseen(now)
        if lease not in self._leases:
            return False
        self._leases[lease].seen_at = now
        self._leases.move_to_end(lease)
        return True

    def stop(self, now, lease):
        self._leases.pop(lease, None)

    def watching(self, now):
        self._end_unseen(now)
        return len(self._leases)

    def _end_unseen(self, now):
        while self._leases and now >= next(iter(self._leases.values())).seen_at + self._lease_s:
            self._leases.popitem(last=False)
