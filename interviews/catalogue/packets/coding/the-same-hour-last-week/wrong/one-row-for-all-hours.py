# Mistake: Has one row for all hours, so three bad hours of one night are taken for a new level.
import solution


class HourWatch(solution.HourWatch):
    def __init__(self, weeks, percent):
        super().__init__(weeks, percent)
        self._row, self._way = [], ""

    def _note_odd(self, slot, count, direction):
        slot.odd, slot.direction = self._row, self._way
        self._way = direction
        return super()._note_odd(slot, count, direction)

    def hour(self, number, count):
        says = super().hour(number, count)
        if says == "usual":
            self._row.clear()
        return says
