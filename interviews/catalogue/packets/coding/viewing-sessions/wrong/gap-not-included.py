# Mistake: Two beats exactly the gap apart begin a new sitting.
import solution


class Sessions(solution.Sessions):
    def _place(self, profile, ts):
        self._gap_s -= 1
        super()._place(profile, ts)
        self._gap_s += 1
