# Mistake: Asks whether the key has more to say, lets go of the lock, and then acts upon the answer.
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
            event = lane.events[0]
        outcome = Outcome.LATER
        try:
            outcome = self._attempt(event)
        finally:
            is_last = outcome is Outcome.DELIVERED and len(lane.events) == 1
            with self._lock:
                if is_last:
                    del self._lanes[lane.key]
                else:
                    self._settle(lane, outcome)
        return 0.0


__all__ = ["NoAnswer", "Webhooks"]
