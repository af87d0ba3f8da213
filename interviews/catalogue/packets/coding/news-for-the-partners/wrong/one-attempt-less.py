# Mistake: Takes the number of delays for the number of attempts.
import solution
from solution import NoAnswer


class Webhooks(solution.Webhooks):
    def _settle(self, lane, outcome):
        if outcome is solution.Outcome.LATER and lane.failures + 1 >= max(1, len(self._delays_s)):
            outcome = solution.Outcome.NEVER
        super()._settle(lane, outcome)
