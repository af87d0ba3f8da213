# Mistake: Takes a kept None for "nothing kept", so unknown codes are looked up every time.
import solution


class DeviceNames(solution.DeviceNames):
    def name(self, code):
        kept = self._answers.get(code)
        if kept is not None and kept.name is None:
            del self._answers[code]
        return super().name(code)
