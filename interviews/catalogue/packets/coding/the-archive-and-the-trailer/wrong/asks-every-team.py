# Mistake: Compares all waiting teams at each take.
from collections import deque

from solution import Team


class FairQueue:
    def __init__(self, most_minutes, shares):
        if most_minutes < 1 or any(share < 1 for share in shares.values()):
            raise ValueError
        self._most_minutes, self._shares = most_minutes, shares
        self._tag = dict.fromkeys(shares, 0.0)
        self._jobs = {team: deque() for team in shares}
        self._now = 0.0

    def put(self, team, job, minutes):
        if not 1 <= minutes <= self._most_minutes:
            raise ValueError
        if not self._jobs[team]:
            self._tag[team] = max(self._tag[team], self._now)
        self._jobs[team].append((job, minutes))

    def take(self):
        waiting = [team for team, jobs in self._jobs.items() if jobs]
        if not waiting:
            return None
        team = min(waiting, key=self._tag.__getitem__)
        self._now = self._tag[team]
        job, minutes = self._jobs[team].popleft()
        self._tag[team] += minutes / self._shares[team]
        return team, job
