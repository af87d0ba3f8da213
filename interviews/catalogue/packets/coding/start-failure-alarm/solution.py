from collections import deque


class StartAlarm:
    def __init__(self, window_s: int, min_attempts: int, percent: int):
        if window_s < 1 or min_attempts < 1 or not 1 <= percent <= 100:
            raise ValueError("window and minimum must be positive, percent 1 to 100")
        self._window_s = window_s
        self._min_attempts = min_attempts
        self._percent = percent
        self._attempts: deque[tuple[int, bool]] = deque()  # oldest first
        self._failures = 0  # failed attempts among them
        self._on = False

    def record(self, ts: int, ok: bool) -> str | None:
        self._attempts.append((ts, ok))
        if not ok:
            self._failures += 1
        self._drop_older_than(ts - self._window_s)
        return self._update()

    def _drop_older_than(self, limit: int) -> None:
        while self._attempts and self._attempts[0][0] <= limit:
            _, ok = self._attempts.popleft()
            if not ok:
                self._failures -= 1

    def _update(self) -> str | None:
        count = len(self._attempts)
        should_be_on = count >= self._min_attempts and self._failures * 100 >= self._percent * count
        if should_be_on == self._on:
            return None
        self._on = should_be_on
        return "raise" if should_be_on else "clear"
