# Mistake: Counts the lease from its start, whatever was heard since.
import solution
from solution import Lease


class Streams(solution.Streams):
    def beat(self, now, lease):
        self._end_unseen(now)
        return lease in self._leases
