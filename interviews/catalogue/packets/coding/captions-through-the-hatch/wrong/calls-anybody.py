# Mistake: Has one condition for both sides and wakes one, which may be the wrong side.
import solution


class Hatch(solution.Hatch):
    def __init__(self, room):
        super().__init__(room)
        self._may_take = self._may_put
