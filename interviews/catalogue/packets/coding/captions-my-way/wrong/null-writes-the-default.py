# Mistake: Null copies today's default into the member's own choices.
import solution
from solution import Refused


class CaptionSettings(solution.CaptionSettings):
    def patch(self, changes):
        changed = super().patch(changes)
        for name, value in solution.checked(changes, solution.RULES).items():
            if value is None:
                self._chosen[name] = self._defaults[name]
        return changed
