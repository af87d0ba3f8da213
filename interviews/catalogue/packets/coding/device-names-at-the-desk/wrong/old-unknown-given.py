# Mistake: Falls back on any old answer, also on an old "unknown", and hides the failure.
import solution


class DeviceNames(solution.DeviceNames):
    def name(self, code):
        kept = self._answers.get(code)
        try:
            return super().name(code)
        except Exception:
            if kept is None:
                raise
            return kept.name
