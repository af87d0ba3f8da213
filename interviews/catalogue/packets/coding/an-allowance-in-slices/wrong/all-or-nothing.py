# Mistake: Refuses a claim that cannot be met in full, although some permits are free.
# The public cases show it.
import solution
from solution import Slice


class SliceDesk(solution.SliceDesk):
    def claim(self, want):
        granted = super().claim(want)
        if granted is not None and granted.size < want:
            self.give_back(granted.number, granted.size)
            return None
        return granted
