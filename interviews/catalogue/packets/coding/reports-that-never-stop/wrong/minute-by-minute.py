# Mistake: Counts by the minutes of the clock, so twice the limit passes around a full minute.
from collections import Counter

from solution import Device


class ReportFilter:
    def __init__(self, limit, window_s):
        if limit < 1 or window_s < 1:
            raise ValueError
        self._limit, self._window_s = limit, window_s
        self._kept, self._dropped = Counter(), Counter()

    def report(self, ts, device):
        place = device, ts // self._window_s
        if self._kept[place] >= self._limit:
            self._dropped[device] += 1
            return None
        self._kept[place] += 1
        return self._dropped.pop(device, 0)
