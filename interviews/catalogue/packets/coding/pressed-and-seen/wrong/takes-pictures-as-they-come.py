# Mistake: Looks for the press when the picture arrives; if it is not there yet, that is a stray.
# The public cases show it.
import solution
from solution import Result


class Starts(solution.Starts):
    def picture(self, device, ts):
        if not any(name == device for _, name in self._presses) and device not in self._open:
            self._reach("picture", ts)
            self.strays += 1
            return self._settle()
        return super().picture(device, ts)
