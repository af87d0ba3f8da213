# Mistake: Counts wrong attempts and has no window at all.
import solution


class ProfileLock(solution.ProfileLock):
    def __init__(self, max_wrong, window_s, lock_s):
        super().__init__(max_wrong, window_s, lock_s)
        self._window_s = 10**12
