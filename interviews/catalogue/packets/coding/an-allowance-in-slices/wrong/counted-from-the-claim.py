# Mistake: Takes permits for used when they are claimed, though they are used later.
import solution
from solution import Slice


class SliceDesk(solution.SliceDesk):
    def _free_what_is_past(self, now):
        while self._out:
            oldest = next(iter(self._out.values()))
            if now < oldest.use_before - self._lease_s + self._window_s:
                break
            del self._out[oldest.number]
            self._free += oldest.size
        super()._free_what_is_past(now)
