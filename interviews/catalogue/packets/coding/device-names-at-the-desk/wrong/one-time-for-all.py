# Mistake: Keeps "unknown" for as long as a name, so a new device stays unknown for minutes.
import solution


class DeviceNames(solution.DeviceNames):
    def _lifetime_s(self, answer):
        return self._keep_s
