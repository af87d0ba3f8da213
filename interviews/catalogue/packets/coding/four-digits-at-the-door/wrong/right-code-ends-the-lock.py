# Mistake: Looks at the code first, so the right one opens a locked profile.
import solution


class ProfileLock(solution.ProfileLock):
    def attempt(self, ts, profile, right):
        if right:
            self._troubles.pop(profile, None)
            return "open"
        return super().attempt(ts, profile, right)
