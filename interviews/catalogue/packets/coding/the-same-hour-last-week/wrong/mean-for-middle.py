# Mistake: Compares with the mean, which one odd week can pull anywhere.
import solution


class HourWatch(solution.HourWatch):
    def _judge(self, slot, count):
        if len(slot.usual) < solution.ENOUGH:
            return "learning"
        mean = sum(slot.usual) // len(slot.usual)
        return super()._judge(solution.Slot(solution.deque([mean] * 3)), count)
