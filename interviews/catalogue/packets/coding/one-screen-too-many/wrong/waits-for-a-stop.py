# Mistake: Frees a place only when the player says stop, which a pulled plug never does.
import solution
from solution import Lease


class Streams(solution.Streams):
    def _end_unseen(self, now):
        pass
