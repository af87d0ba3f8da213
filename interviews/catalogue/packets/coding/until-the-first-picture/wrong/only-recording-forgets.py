# Mistake: Old slices leave when something is recorded; asking in a silence shows old figures.
# The public cases show it.
import solution


class StartTimes(solution.StartTimes):
    def percentile(self, ts, percent):
        newest = self._slices[-1][0] * self._slice_s if self._slices else ts
        return super().percentile(newest, percent)
