# Mistake: A missing week counts like a usual one and ends the row.
import solution


class HourWatch(solution.HourWatch):
    def hour(self, number, count):
        slot = self._slots.get(number % solution.HOURS_IN_A_WEEK)
        if slot and self._latest is not None and number > self._latest + 168:
            slot.odd.clear()
        return super().hour(number, count)
