# Mistake: Notes the time of each use, so a name that is asked for often is never looked up again.
import solution
from solution import Answer


class DeviceNames(solution.DeviceNames):
    def name(self, code):
        name = super().name(code)
        self._answers[code] = Answer(name, self._clock())
        return name
