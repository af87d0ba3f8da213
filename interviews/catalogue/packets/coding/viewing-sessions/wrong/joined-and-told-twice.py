# Mistake: Joins two sittings and later returns the one that was taken in as well.
# The public cases show it.
import solution


class Sessions(solution.Sessions):
    def _place(self, profile, ts):
        before = list(self._by_profile.get(profile, ()))
        super()._place(profile, ts)
        kept = self._by_profile[profile]
        for session in before:
            if session not in kept:
                session.absorbed = False
                kept.append(session)
