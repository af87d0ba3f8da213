# Mistake: Asks "if name" where it means "if there is an answer", so an empty name counts as unknown.
import solution


class DeviceNames(solution.DeviceNames):
    def _lifetime_s(self, answer):
        return self._keep_s if answer.name else self._keep_unknown_s
