from collections import deque


class Device:
    def __init__(self, limit: int):
        self.kept: deque[int] = deque(maxlen=limit)  # when, oldest first
        self.dropped = 0  # since the last one that was kept


class ReportFilter:
    def __init__(self, limit: int, window_s: int):
        if limit < 1 or window_s < 1:
            raise ValueError("limit and window must be at least 1")
        self._limit = limit
        self._window_s = window_s
        self._devices: dict[str, Device] = {}

    def report(self, ts: int, device: str) -> int | None:
        """How many were dropped since the last one kept; None if this one is dropped too."""
        known = self._devices.setdefault(device, Device(self._limit))
        if self._is_full(ts, known):
            known.dropped += 1
            return None
        known.kept.append(ts)  # a full deque lets go of its oldest
        missed, known.dropped = known.dropped, 0
        return missed

    def _is_full(self, ts: int, known: Device) -> bool:
        # Times only grow, so if the oldest of the last `limit` is inside, all of them are.
        return len(known.kept) == self._limit and known.kept[0] > ts - self._window_s
