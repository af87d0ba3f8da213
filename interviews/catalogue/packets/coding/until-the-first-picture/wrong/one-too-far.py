# Mistake: Goes on until more than the share is passed, one value too far when it comes out even.
# The public cases show it.
import solution


class StartTimes(solution.StartTimes):
    def percentile(self, ts, percent):
        if super().percentile(ts, percent) is None or percent == 100:
            return super().percentile(ts, percent)
        passed = 0
        for bound, number in zip(solution.BOUNDS, self._total, strict=True):
            passed += number
            if passed * 100 > self._count * percent:
                return bound
