# Mistake: Checks and sets one after the other, so what stood before the fault has been set.
import solution
from solution import Refused


class CaptionSettings(solution.CaptionSettings):
    def patch(self, changes):
        changed = []
        for name, value in changes.items():
            changed += super().patch({name: value})
        return sorted(changed)
