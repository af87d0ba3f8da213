# Mistake: Works out the percentile of each slice and takes the mean of them.
# The public cases show it.
import solution


class StartTimes(solution.StartTimes):
    def percentile(self, ts, percent):
        if super().percentile(ts, percent) is None:
            return None
        total, count, each = self._total, self._count, []
        for _, counts in self._slices:
            self._total = [counts[bucket] for bucket in range(len(total))]
            self._count = counts.total()
            each.append(super().percentile(ts, percent))
        self._total, self._count = total, count
        return sum(each) // len(each)
