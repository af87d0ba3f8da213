# Mistake: Gives every team the same at its turn, whatever its share.
import solution
from solution import Team


class FairQueue(solution.FairQueue):
    def __init__(self, most_minutes, shares):
        super().__init__(most_minutes, shares)
        for team in self._teams.values():
            team.per_turn = most_minutes
