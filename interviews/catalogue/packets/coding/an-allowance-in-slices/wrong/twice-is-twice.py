# Mistake: Does not remember that a slice was given back, so the repetition frees permits again.
import solution
from solution import Slice


class SliceDesk(solution.SliceDesk):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._known = {}

    def claim(self, want):
        granted = super().claim(want)
        if granted is not None:
            self._known[granted.number] = granted
        return granted

    def give_back(self, number, unused):
        granted = self._known.get(number)
        if granted is not None and number not in self._out and self._clock() < granted.use_before:
            self._free += unused
            return True
        return super().give_back(number, unused)
