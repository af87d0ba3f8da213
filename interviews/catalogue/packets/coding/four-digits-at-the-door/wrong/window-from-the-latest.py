# Mistake: Measures the window from the latest wrong attempt, so slow typing never ends it.
import solution


class ProfileLock(solution.ProfileLock):
    def _count_wrong(self, ts, profile, trouble):
        answer = super()._count_wrong(ts, profile, trouble)
        self._troubles[profile].began_at = ts
        return answer
