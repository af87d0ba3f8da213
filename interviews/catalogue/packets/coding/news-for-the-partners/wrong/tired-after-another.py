# Mistake: Counts the failures of a key and never sets them back for the next event.
import solution
from solution import NoAnswer


class Webhooks(solution.Webhooks):
    def _next_event(self, lane):
        failures = lane.failures
        super()._next_event(lane)
        lane.failures = failures
