# Mistake: Ends a turn the moment the team's jobs run out, so one with a job at a time gets one.
import solution
from solution import Team


class FairQueue(solution.FairQueue):
    def take(self):
        answer = super().take()
        if self._current is not None and not self._current.jobs:
            self._end_turn()
        return answer
