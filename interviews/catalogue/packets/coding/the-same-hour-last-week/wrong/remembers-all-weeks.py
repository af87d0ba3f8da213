# Mistake: Never lets old weeks go, so slow growth is called odd after a year.
import solution


class HourWatch(solution.HourWatch):
    def __init__(self, weeks, percent):
        super().__init__(weeks, percent)
        self._weeks = None
