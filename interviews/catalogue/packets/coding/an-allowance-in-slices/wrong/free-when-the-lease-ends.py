# Mistake: Frees a lost slice as soon as its lease ends, as if no use had just happened.
import solution
from solution import Slice


class SliceDesk(solution.SliceDesk):
    def _free_what_is_past(self, now):
        while self._out:
            oldest = next(iter(self._out.values()))
            if now < oldest.use_before:
                break
            del self._out[oldest.number]
            self._free += oldest.size
        super()._free_what_is_past(now)
