# Mistake: Counts the pause from the beginning of the attempt.
import solution
from solution import NoAnswer


class Webhooks(solution.Webhooks):
    def _attempt(self, event):
        self._begun = self._clock()
        return super()._attempt(event)

    def _settle(self, lane, outcome):
        late = self._clock() - getattr(self, "_begun", 0)
        super()._settle(lane, outcome)
        for place, (at, turn, one) in enumerate(self._due):
            if one is lane and outcome is solution.Outcome.LATER:
                self._due[place] = (at - late, turn, one)
