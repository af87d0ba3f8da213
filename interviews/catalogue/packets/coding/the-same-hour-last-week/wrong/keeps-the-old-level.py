# Mistake: Adds the new level to the old weeks instead of putting it in their place.
import solution


class HourWatch(solution.HourWatch):
    def _note_odd(self, slot, count, direction):
        old = list(slot.usual)
        says = super()._note_odd(slot, count, direction)
        if says == "moved":
            slot.usual = solution.deque([*old, *slot.usual], maxlen=self._weeks)
        return says
