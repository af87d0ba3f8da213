# Mistake: Keeps every value of the window in a sorted list: exact, quick to ask, and it grows.
from bisect import insort
from collections import deque

import solution


class StartTimes(solution.StartTimes):
    def __init__(self, window_s, slice_s):
        super().__init__(window_s, slice_s)
        self._sorted, self._in_order = [], deque()

    def record(self, ts, ms):
        super().record(ts, ms)
        self._in_order.append((ts // self._slice_s, min(ms, solution.LONGEST_MS)))
        insort(self._sorted, min(ms, solution.LONGEST_MS))

    def percentile(self, ts, percent):
        if super().percentile(ts, percent) is None:
            return None
        while self._in_order[0][0] <= ts // self._slice_s - self._slices_kept:
            self._sorted.remove(self._in_order.popleft()[1])
        return self._sorted[-(-len(self._sorted) * percent // 100) - 1]
