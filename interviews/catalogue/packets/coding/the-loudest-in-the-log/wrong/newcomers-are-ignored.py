# Mistake: Once all places are taken nobody else gets in; the bounds are widened for what is turned away.
import solution


class Loudest(solution.Loudest):
    def _strike(self, times):
        self.error += times
