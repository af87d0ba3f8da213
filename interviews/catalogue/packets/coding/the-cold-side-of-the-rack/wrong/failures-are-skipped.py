# Mistake: Skips readings without a value and shows the older one, as if the sensor were well.
import solution
from solution import Point, Reading


def chart(readings, start, end, step_s, stale_s):
    good = (one for one in readings if one[1] is not None)
    return solution.chart(good, start, end, step_s, stale_s)
