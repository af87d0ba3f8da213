# Mistake: Counts the second at which the lock ends as locked still.
import solution


class ProfileLock(solution.ProfileLock):
    def _trouble_at(self, ts, profile):
        trouble = self._troubles.get(profile)
        if trouble is not None and trouble.locked_until == ts:
            return trouble
        return super()._trouble_at(ts, profile)
