# Mistake: Goes on with the key it has in hand until there is nothing left.
import solution
from solution import NoAnswer


class Webhooks(solution.Webhooks):
    def _next_event(self, lane):
        super()._next_event(lane)
        if lane.events:
            for place, (at, _, one) in enumerate(self._due):
                if one is lane:
                    self._due[place] = (at, -self._turns, one)
            self._due.sort(key=lambda entry: entry[:2])
