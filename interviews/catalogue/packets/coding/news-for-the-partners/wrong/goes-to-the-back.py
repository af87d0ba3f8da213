# Mistake: Puts an event that failed behind the later ones of its key.
# The public cases show it.
import solution
from solution import NoAnswer


class Webhooks(solution.Webhooks):
    def _settle(self, lane, outcome):
        if outcome is solution.Outcome.LATER:
            lane.events.rotate(-1)
        super()._settle(lane, outcome)
