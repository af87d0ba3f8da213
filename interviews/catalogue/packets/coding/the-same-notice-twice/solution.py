from collections import OrderedDict


class Once:
    def __init__(self, window_s: int, capacity: int):
        if window_s < 1 or capacity < 1:
            raise ValueError("window_s and capacity must be positive")
        self._window_s = window_s
        self._capacity = capacity
        self._let_through: OrderedDict[str, int] = OrderedDict()  # key to its time, oldest first
        self.forgotten_early = 0

    def is_new(self, key: str, ts: int) -> bool:
        self._forget_until(ts - self._window_s)
        if key in self._let_through:
            return False
        if len(self._let_through) == self._capacity:
            self._let_through.popitem(last=False)
            self.forgotten_early += 1
        self._let_through[key] = ts
        return True

    def __len__(self) -> int:
        return len(self._let_through)

    def _forget_until(self, limit: int) -> None:
        while self._let_through:
            oldest = next(iter(self._let_through))
            if self._let_through[oldest] > limit:
                return
            del self._let_through[oldest]
