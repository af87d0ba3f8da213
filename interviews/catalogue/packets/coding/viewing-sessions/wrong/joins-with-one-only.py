# Mistake: Adds a beat to the first sitting that it touches and never joins two.
# The public cases show it.
import solution


class Sessions(solution.Sessions):
    def _place(self, profile, ts):
        sessions = self._by_profile.setdefault(profile, [])
        for session in sessions:
            if session.start - self._gap_s <= ts <= session.end + self._gap_s:
                session.start, session.end = min(session.start, ts), max(session.end, ts)
                return
        session = solution.Open(profile, ts, ts)
        sessions.append(session)
        self._watch(session)
