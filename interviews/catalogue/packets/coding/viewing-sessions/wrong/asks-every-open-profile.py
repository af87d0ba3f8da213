# Mistake: Goes over all open sittings on every beat to see which may be closed.
import solution


class Sessions(solution.Sessions):
    def _close(self, watermark):
        for sessions in self._by_profile.values():
            any(session.end + self._gap_s < watermark for session in sessions)
        return super()._close(watermark)
