# Mistake: Keeps the values of the window as they come and sorts them at each question.
import solution


class StartTimes(solution.StartTimes):
    def __init__(self, window_s, slice_s):
        super().__init__(window_s, slice_s)
        self._values = []

    def record(self, ts, ms):
        super().record(ts, ms)
        self._values.append((ts // self._slice_s, min(ms, solution.LONGEST_MS)))

    def percentile(self, ts, percent):
        if super().percentile(ts, percent) is None:
            return None
        first = ts // self._slice_s - self._slices_kept
        inside = sorted(ms for number, ms in self._values if number > first)
        return inside[-(-len(inside) * percent // 100) - 1]
