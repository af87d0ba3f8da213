# Mistake: Returns None for a withdrawn device but leaves its former name in the table.
import solution


class DeviceNames(solution.DeviceNames):
    def name(self, code):
        kept = self._answers.get(code)
        name = super().name(code)
        if name is None and kept is not None and kept.name is not None:
            self._answers[code] = kept
        return name
