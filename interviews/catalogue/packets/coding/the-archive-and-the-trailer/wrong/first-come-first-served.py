# Mistake: Keeps one line for everybody, so a trailer waits for the whole archive.
# The public cases show it.
from collections import deque

import solution
from solution import Team


class FairQueue(solution.FairQueue):
    def __init__(self, most_minutes, shares):
        super().__init__(most_minutes, shares)
        self._line = deque()

    def put(self, team, job, minutes):
        super().put(team, job, minutes)
        self._line.append((team, job))

    def take(self):
        return self._line.popleft() if self._line else None
