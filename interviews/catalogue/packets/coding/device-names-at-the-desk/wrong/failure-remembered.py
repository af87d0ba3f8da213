# Mistake: Files a failed lookup as "unknown" and answers None.
import solution
from solution import Answer


class DeviceNames(solution.DeviceNames):
    def name(self, code):
        try:
            return super().name(code)
        except Exception:
            self._answers[code] = Answer(None, self._clock())
            return None
