# Mistake: Lets the window begin at full minutes of the clock, so a row of slips can straddle two.
import solution


class ProfileLock(solution.ProfileLock):
    def _count_wrong(self, ts, profile, trouble):
        answer = super()._count_wrong(ts, profile, trouble)
        self._troubles[profile].began_at = ts - ts % self._window_s
        return answer
