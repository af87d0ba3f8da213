# Mistake: After a failure puts the old name back as if it had just been looked up.
import solution
from solution import Answer


class DeviceNames(solution.DeviceNames):
    def name(self, code):
        name = super().name(code)
        kept = self._answers[code]
        if self._clock() - kept.asked_at >= self._lifetime_s(kept):
            self._answers[code] = Answer(name, self._clock())
        return name
