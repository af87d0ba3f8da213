# Mistake: Stores only what differs from the default, to save space.
import solution
from solution import Refused


class CaptionSettings(solution.CaptionSettings):
    def patch(self, changes):
        changed = super().patch(changes)
        for name, value in list(self._chosen.items()):
            if value == self._defaults[name]:
                del self._chosen[name]
        return changed
