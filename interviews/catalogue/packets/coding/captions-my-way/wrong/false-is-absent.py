# Mistake: Asks `value or default`, which takes False for a missing choice.
import solution
from solution import Refused


class CaptionSettings(solution.CaptionSettings):
    def _values(self):
        return {name: self._chosen.get(name) or value for name, value in self._defaults.items()}
