# Mistake: Three odd weeks make a new level, whichever way they differ.
import solution


class HourWatch(solution.HourWatch):
    def _note_odd(self, slot, count, direction):
        slot.direction = direction
        return super()._note_odd(slot, count, direction)
