from collections import deque


class Team:
    def __init__(self, name: str, per_turn: int):
        self.name = name
        self.per_turn = per_turn  # minutes it is given at each turn
        self.credit = 0  # minutes it may still use
        self.jobs: deque[tuple[str, int]] = deque()


class FairQueue:
    def __init__(self, most_minutes: int, shares: dict[str, int]):
        if most_minutes < 1 or any(share < 1 for share in shares.values()):
            raise ValueError("minutes and shares must be at least 1")
        self._most_minutes = most_minutes
        # A turn pays for the longest job, so whoever's turn begins can use it.
        self._teams = {name: Team(name, share * most_minutes) for name, share in shares.items()}
        self._round: deque[Team] = deque()  # waiting for their turn; each has jobs
        self._current: Team | None = None  # whose turn it is; may have run out of jobs

    def put(self, team: str, job: str, minutes: int) -> None:
        if not 1 <= minutes <= self._most_minutes:
            raise ValueError("a job takes from one minute to the longest allowed")
        owner = self._teams[team]
        joins = not owner.jobs and owner is not self._current
        owner.jobs.append((job, minutes))
        if joins:
            self._round.append(owner)

    def take(self) -> tuple[str, str] | None:
        if not self._goes_on():
            self._end_turn()
            if not self._round:
                return None
            self._current = self._round.popleft()
            self._current.credit += self._current.per_turn
        job, minutes = self._current.jobs.popleft()
        self._current.credit -= minutes
        return self._current.name, job

    def _goes_on(self) -> bool:
        now = self._current
        return now is not None and bool(now.jobs) and now.jobs[0][1] <= now.credit

    def _end_turn(self) -> None:
        """Called only when the next job is wanted: until then, a new one may have come."""
        if self._current is None:
            return
        if self._current.jobs:
            self._round.append(self._current)
        else:
            self._current.credit = 0  # nothing is saved up by having nothing to do
        self._current = None
