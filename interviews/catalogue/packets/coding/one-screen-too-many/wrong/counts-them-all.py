# Mistake: Looks at every lease at each call.
import solution
from solution import Lease


class Streams(solution.Streams):
    def _end_unseen(self, now):
        over = [
            lease for lease, one in self._leases.items() if now >= one.seen_at + self._lease_s
        ]
        for lease in over:
            self._end(lease)
