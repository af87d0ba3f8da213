# Mistake: Reports the names in the patch, whether or not anything looks different afterwards.
import solution
from solution import Refused


class CaptionSettings(solution.CaptionSettings):
    def patch(self, changes):
        super().patch(changes)
        return sorted(solution.checked(changes, solution.RULES))
