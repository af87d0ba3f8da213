# Mistake: Counts odd weeks, whether or not there was a usual one in between.
import solution


class HourWatch(solution.HourWatch):
    def hour(self, number, count):
        slot = self._slots.get(number % solution.HOURS_IN_A_WEEK)
        odd = list(slot.odd) if slot else []
        says = super().hour(number, count)
        if says == "usual":
            slot.odd = odd
        return says
