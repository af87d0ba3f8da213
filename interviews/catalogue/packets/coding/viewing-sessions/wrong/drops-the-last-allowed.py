# Mistake: Drops a beat that is exactly as late as allowed.
import solution


class Sessions(solution.Sessions):
    def beat(self, profile, ts):
        if self._latest is not None and self._late_s and ts == self._latest - self._late_s:
            self.dropped += 1
            return []
        return super().beat(profile, ts)
