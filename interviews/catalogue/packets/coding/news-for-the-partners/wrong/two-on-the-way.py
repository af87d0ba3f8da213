# Mistake: Takes the event out of its key's queue and lets the next worker have the next one.
# The public cases show it.
import solution
from solution import NoAnswer, Outcome


class Webhooks(solution.Webhooks):
    def work(self):
        with self._lock:
            if not self._due:
                return None
            wait_s = self._due[0][0] - self._clock()
            if wait_s > 0:
                return wait_s
            lane = solution.heappop(self._due)[2]
            event = lane.events.popleft()
            if lane.events:
                self._schedule(lane, self._clock())
            else:
                del self._lanes[lane.key]
        outcome = Outcome.LATER
        try:
            outcome = self._attempt(event)
        finally:
            with self._lock:
                if outcome is not Outcome.DELIVERED:
                    alone = solution.Lane(lane.key, solution.deque([event]), lane.failures)
                    self._settle(alone, outcome)
        return 0.0


__all__ = ["NoAnswer", "Webhooks"]
