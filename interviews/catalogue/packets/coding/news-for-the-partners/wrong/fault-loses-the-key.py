# Mistake: Settles after the attempt without a finally, so a fault leaves the key nowhere.
import solution
from solution import NoAnswer


class Webhooks(solution.Webhooks):
    def work(self):
        self._fault = False
        return super().work()

    def _attempt(self, event):
        try:
            return super()._attempt(event)
        except BaseException:
            self._fault = True
            raise

    def _settle(self, lane, outcome):
        if not self._fault:
            super()._settle(lane, outcome)
