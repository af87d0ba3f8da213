# Mistake: Counts the slice that has just begun as if it were a whole window further.
# The public cases show it.
import solution


class StartTimes(solution.StartTimes):
    def __init__(self, window_s, slice_s):
        super().__init__(window_s, slice_s)
        self._slices_kept = max(1, self._slices_kept - 1)
