# Mistake: An attempt during the lock counts as one more wrong one and starts the lock again.
import solution


class ProfileLock(solution.ProfileLock):
    def attempt(self, ts, profile, right):
        trouble = self._trouble_at(ts, profile)
        if trouble is not None and trouble.locked_until is not None:
            trouble.locked_until = ts + self._lock_s
        return super().attempt(ts, profile, right)
