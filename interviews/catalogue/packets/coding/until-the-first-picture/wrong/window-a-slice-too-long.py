# Mistake: Keeps the slices of the window and the current one besides.
# The public cases show it.
import solution


class StartTimes(solution.StartTimes):
    def __init__(self, window_s, slice_s):
        super().__init__(window_s, slice_s)
        self._slices_kept += 1
