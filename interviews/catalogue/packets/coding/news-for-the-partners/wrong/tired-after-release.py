# Mistake: A released event keeps its count of failures and is parked at its next one.
import solution
from solution import NoAnswer


class Webhooks(solution.Webhooks):
    def release(self, key, drop=False):
        with self._lock:
            lane = self._parked.get(key)
            failures = lane.failures if lane else 0
        super().release(key, drop)
        if lane and not drop:
            lane.failures = failures
