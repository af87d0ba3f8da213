# Mistake: Keeps one count for the whole household.
import solution


class ProfileLock(solution.ProfileLock):
    def attempt(self, ts, profile, right):
        return super().attempt(ts, "all", right)
