# Mistake: Exactly the percentage is already odd.
import solution


class HourWatch(solution.HourWatch):
    def _judge(self, slot, count):
        says = super()._judge(slot, count)
        if says != "usual":
            return says
        if super()._judge(slot, count - 1) == "low":
            return "low"
        return "high" if super()._judge(slot, count + 1) == "high" else says
