# Mistake: One queue for everybody; whoever waits for a next attempt holds up all behind.
# The public cases show it.
import solution
from solution import NoAnswer


class Webhooks(solution.Webhooks):
    def _schedule(self, lane, at):
        super()._schedule(lane, at)
        if lane.failures or at > self._clock():
            waiting = max(at, self._clock())
            self._due = [(max(due, waiting), turn, one) for due, turn, one in self._due]
            self._due.sort(key=lambda entry: entry[:2])
