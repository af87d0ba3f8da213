# Mistake: Lets nobody pass, so the farm stands idle while the big job waits.
# The public cases show it.
import solution
from solution import Job


class Farm(solution.Farm):
    def _let_others_pass(self):
        return []
