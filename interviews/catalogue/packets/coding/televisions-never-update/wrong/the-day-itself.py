# Mistake: Treats a set that was built on the day of a change as one from before it.
import datetime

import solution
from solution import BadVersion, Problem


class Gateway(solution.Gateway):
    def change(self, date, up=None, down=None, codes=None):
        next_day = solution.day(date) + datetime.timedelta(days=1)
        super().change(next_day.isoformat(), up, down, codes)
