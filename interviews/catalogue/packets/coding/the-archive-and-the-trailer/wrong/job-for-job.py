# Mistake: Gives each team one job in turn, however long the job is.
import solution
from solution import Team


class FairQueue(solution.FairQueue):
    def _goes_on(self):
        return False
