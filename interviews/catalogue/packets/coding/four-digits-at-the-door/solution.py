from dataclasses import dataclass


@dataclass
class Trouble:
    """A profile with at least one wrong attempt that still matters."""

    began_at: int  # the first wrong attempt of its window
    wrong: int = 0
    locked_until: int | None = None


class ProfileLock:
    def __init__(self, max_wrong: int, window_s: int, lock_s: int):
        if max_wrong < 1 or window_s < 1 or lock_s < 1:
            raise ValueError("all three settings must be at least 1")
        self._max_wrong = max_wrong
        self._window_s = window_s
        self._lock_s = lock_s
        self._troubles: dict[str, Trouble] = {}

    def attempt(self, ts: int, profile: str, right: bool) -> str:
        trouble = self._trouble_at(ts, profile)
        if trouble is not None and trouble.locked_until is not None:
            return "locked"  # right or wrong: the answer must not tell which
        if right:
            self._troubles.pop(profile, None)
            return "open"
        return self._count_wrong(ts, profile, trouble)

    def _trouble_at(self, ts: int, profile: str) -> Trouble | None:
        """What is still held against the profile; None once its lock or window is over."""
        trouble = self._troubles.get(profile)
        if trouble is None:
            return None
        if trouble.locked_until is not None:
            return trouble if ts < trouble.locked_until else None
        return trouble if ts < trouble.began_at + self._window_s else None

    def _count_wrong(self, ts: int, profile: str, trouble: Trouble | None) -> str:
        if trouble is None:
            trouble = self._troubles[profile] = Trouble(began_at=ts)
        trouble.wrong += 1
        if trouble.wrong < self._max_wrong:
            return "wrong"
        trouble.locked_until = ts + self._lock_s
        return "locked"
