# Mistake: Expects late beats to lie inside or after a sitting, never before its beginning.
# The public cases show it.
import solution


class Sessions(solution.Sessions):
    def _place(self, profile, ts):
        for session in self._by_profile.get(profile, ()):
            if session.start - self._gap_s <= ts < session.start:
                return
        super()._place(profile, ts)
