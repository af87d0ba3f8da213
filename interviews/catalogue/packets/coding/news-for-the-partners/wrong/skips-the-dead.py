# Mistake: Sets a hopeless event aside and goes on with the next one of its key.
import solution
from solution import NoAnswer


class Webhooks(solution.Webhooks):
    def _settle(self, lane, outcome):
        super()._settle(lane, outcome)
        if lane.key in self._parked:
            dead = solution.Lane(lane.key, solution.deque([lane.events[0]]))
            self._next_event(self._parked[lane.key])
            self._parked[lane.key] = dead
            self._lanes.setdefault(lane.key, dead)
