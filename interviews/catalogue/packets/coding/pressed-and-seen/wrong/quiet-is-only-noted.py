# Mistake: Notes that a stream is quiet and settles nothing until the next event comes.
# The public cases show it.
import solution
from solution import Result


class Starts(solution.Starts):
    def quiet(self, stream, ts):
        self._reach(stream, ts)
        return []
