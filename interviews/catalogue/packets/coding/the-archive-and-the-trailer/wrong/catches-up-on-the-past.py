# Mistake: Serves whoever has had least since the beginning, so a newcomer gets all there is.
import heapq
from collections import deque

from solution import Team


class FairQueue:
    def __init__(self, most_minutes, shares):
        if most_minutes < 1 or any(share < 1 for share in shares.values()):
            raise ValueError
        self._most_minutes, self._shares = most_minutes, shares
        self._had = dict.fromkeys(shares, 0.0)
        self._jobs = {team: deque() for team in shares}
        self._heap = []

    def put(self, team, job, minutes):
        if not 1 <= minutes <= self._most_minutes:
            raise ValueError
        if not self._jobs[team]:
            heapq.heappush(self._heap, (self._had[team], team))
        self._jobs[team].append((job, minutes))

    def take(self):
        if not self._heap:
            return None
        _, team = heapq.heappop(self._heap)
        job, minutes = self._jobs[team].popleft()
        self._had[team] += minutes / self._shares[team]
        if self._jobs[team]:
            heapq.heappush(self._heap, (self._had[team], team))
        return team, job
