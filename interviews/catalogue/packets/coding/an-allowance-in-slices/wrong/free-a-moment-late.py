# Mistake: Keeps permits blocked at the very moment at which the window has passed.
import solution
from solution import Slice


class SliceDesk(solution.SliceDesk):
    def _free_what_is_past(self, now):
        super()._free_what_is_past(now - 1e-6)
