# Mistake: Throws away what was read before the start.
# The public cases show it.
import solution
from solution import Point, Reading


def chart(readings, start, end, step_s, stale_s):
    inside = (one for one in readings if one[0] >= start)
    return solution.chart(inside, start, end, step_s, stale_s)
