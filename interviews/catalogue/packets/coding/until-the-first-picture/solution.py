from bisect import bisect_left
from collections import Counter, deque

LONGEST_MS = 60_000


def _bounds() -> list[int]:
    bounds = [1]
    while bounds[-1] < LONGEST_MS:
        widest = bounds[-1] * 105 // 100  # so that no answer is more than 5 % too high
        bounds.append(min(LONGEST_MS, max(bounds[-1] + 1, widest)))
    return bounds


BOUNDS = _bounds()  # the highest value of each bucket


class StartTimes:
    def __init__(self, window_s: int, slice_s: int):
        if slice_s < 1 or window_s < slice_s or window_s % slice_s:
            raise ValueError("window_s must be a multiple of slice_s, both positive")
        self._slice_s = slice_s
        self._slices_kept = window_s // slice_s
        self._slices: deque[tuple[int, Counter[int]]] = deque()  # number, count by bucket
        self._total = [0] * len(BOUNDS)  # the sum of all slices
        self._count = 0

    def record(self, ts: int, ms: int) -> None:
        if ms < 1:
            raise ValueError("ms must be positive")
        current = self._go_to(ts)
        if not self._slices or self._slices[-1][0] != current:
            self._slices.append((current, Counter()))
        bucket = bisect_left(BOUNDS, min(ms, LONGEST_MS))
        self._slices[-1][1][bucket] += 1
        self._total[bucket] += 1
        self._count += 1

    def percentile(self, ts: int, percent: int) -> int | None:
        if not 1 <= percent <= 100:
            raise ValueError("percent must be from 1 to 100")
        self._go_to(ts)
        if not self._count:
            return None
        to_pass = -(-self._count * percent // 100)  # rounded up
        for bound, number in zip(BOUNDS, self._total, strict=True):
            to_pass -= number
            if to_pass <= 0:
                return bound
        raise AssertionError("the total is the sum of its buckets")

    def _go_to(self, ts: int) -> int:
        current = ts // self._slice_s
        while self._slices and self._slices[0][0] <= current - self._slices_kept:
            _, counts = self._slices.popleft()
            for bucket, number in counts.items():
                self._total[bucket] -= number
            self._count -= counts.total()
        return current
