# Mistake: Takes away every setting whose new value counts as false.
import solution
from solution import Snapshot


class Settings(solution.Settings):
    def change(self, changes):
        return super().change({name: value or None for name, value in changes.items()})
