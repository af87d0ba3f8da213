# Mistake: Multiplies with 1.15, which is a little less than that, so 115 of 100 is too much.
import solution


class HourWatch(solution.HourWatch):
    def _judge(self, slot, count):
        says = super()._judge(slot, count)
        if says != "usual":
            return says
        middle = sorted(slot.usual)[(len(slot.usual) - 1) // 2]
        return "high" if count > middle * (1 + self._percent / 100) else says
