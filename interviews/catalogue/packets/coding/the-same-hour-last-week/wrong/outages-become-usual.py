# Mistake: Every hour enters the comparison, so an outage lowers what is expected afterwards.
import solution


class HourWatch(solution.HourWatch):
    def _note_odd(self, slot, count, direction):
        says = super()._note_odd(slot, count, direction)
        if says != "moved":
            slot.usual.append(count)
        return says
