# Mistake: Leaves the wrong attempts standing when the right code is typed.
import solution


class ProfileLock(solution.ProfileLock):
    def attempt(self, ts, profile, right):
        before = self._trouble_at(ts, profile)
        answer = super().attempt(ts, profile, right)
        if answer == "open" and before is not None:
            self._troubles[profile] = before
        return answer
