# Mistake: Takes an hour that is missing for an hour in which nothing happened.
import solution


class HourWatch(solution.HourWatch):
    def hour(self, number, count):
        week = solution.HOURS_IN_A_WEEK
        slot = self._slots.get(number % week)
        if slot and self._latest is not None and number > self._latest + week:
            missing = range(self._latest + week, number, week)
            for _ in [hour for hour in missing if (number - hour) % week == 0]:
                if self._judge(slot, 0) == "low":
                    self._note_odd(slot, 0, "low")
        return super().hour(number, count)
