# Mistake: Writes "at most keep_s old" where the answer's time is over at exactly keep_s.
import solution
from solution import Answer


class DeviceNames(solution.DeviceNames):
    def name(self, code):
        now = self._clock()
        kept = self._answers.get(code)
        if kept is not None and now - kept.asked_at <= self._lifetime_s(kept):
            return kept.name
        try:
            name = self._lookup(code)
        except Exception:
            if kept is None or kept.name is None:
                raise
            return kept.name
        self._answers[code] = Answer(name, now)
        return name
