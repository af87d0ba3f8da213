# Mistake: Guards the claim and not the return.
import solution
from solution import Slice


class SliceDesk(solution.SliceDesk):
    def give_back(self, number, unused):
        now = self._clock()
        granted = self._out.get(number)
        if granted is None or now >= granted.use_before:
            return False
        if not 0 <= unused <= granted.size:
            raise ValueError
        self._out.pop(number, None)
        self._free += unused
        self._used.append((now, granted.size - unused))
        return True
