# Mistake: Looks for dead leases in the order of their start and stops at the first live one.
import solution
from solution import Lease


class Streams(solution.Streams):
    def beat(self, now, lease):
        self._end_unseen(now)
        if lease not in self._leases:
            return False
        self._leases[lease].seen_at = now
        return True
