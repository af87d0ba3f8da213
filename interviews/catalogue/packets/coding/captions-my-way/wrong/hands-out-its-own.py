# Mistake: Hands out the dictionary that it works with.
import solution
from solution import Refused


class CaptionSettings(solution.CaptionSettings):
    def __init__(self, defaults):
        super().__init__(defaults)
        self._shown = None

    def patch(self, changes):
        self._shown = None
        return super().patch(changes)

    def use_defaults(self, defaults):
        self._shown = None
        super().use_defaults(defaults)

    def effective(self):
        if self._shown is None:
            self._shown = super().effective()
        return self._shown
