# Mistake: Looks at what is due without the lock and takes it with the lock.
from heapq import heapify

import solution
from solution import NoAnswer, Outcome


class Webhooks(solution.Webhooks):
    def work(self):
        if not self._due:
            return None
        wait_s = self._due[0][0] - self._clock()
        if wait_s > 0:
            return wait_s
        lane = self._due[0][2]
        with self._lock:
            self._due = [entry for entry in self._due if entry[2] is not lane]
            heapify(self._due)
        event = lane.events[0]
        outcome = Outcome.LATER
        try:
            outcome = self._attempt(event)
        finally:
            with self._lock:
                self._settle(lane, outcome)
        return 0.0


__all__ = ["NoAnswer", "Webhooks"]
