# Mistake: Lifts the lock and keeps the count, so the next slip locks at once.
import solution


class ProfileLock(solution.ProfileLock):
    def _trouble_at(self, ts, profile):
        trouble = self._troubles.get(profile)
        if trouble is not None and trouble.locked_until is not None:
            if ts < trouble.locked_until:
                return trouble
            trouble.locked_until = None
        return super()._trouble_at(ts, profile)
