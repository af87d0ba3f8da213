# Mistake: Keeps all slices in a list and adds up what is blocked at each claim.
import threading

from solution import Slice


class SliceDesk:
    def __init__(self, limit, window_s, lease_s, clock):
        if limit < 1 or window_s <= 0 or lease_s <= 0:
            raise ValueError
        self._limit, self._window_s, self._lease_s, self._clock = limit, window_s, lease_s, clock
        self._lock = threading.Lock()
        self._rows = []  # [number, blocked, latest use, open until]

    def claim(self, want):
        if want < 1:
            raise ValueError
        with self._lock:
            now = self._clock()
            blocked = sum(row[1] for row in self._rows if now < row[2] + self._window_s)
            size = min(want, self._limit - blocked)
            if size == 0:
                return None
            granted = Slice(len(self._rows) + 1, size, now + self._lease_s)
            self._rows.append([granted.number, size, granted.use_before, granted.use_before])
            return granted

    def give_back(self, number, unused):
        with self._lock:
            now = self._clock()
            if not 1 <= number <= len(self._rows) or now >= self._rows[number - 1][3]:
                return False
            row = self._rows[number - 1]
            if not 0 <= unused <= row[1]:
                raise ValueError
            row[1:] = [row[1] - unused, now, now]
            return True
