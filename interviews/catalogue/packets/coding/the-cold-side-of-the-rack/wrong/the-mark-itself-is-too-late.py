# Mistake: Takes only readings before the mark, not the one in its very second.
import solution
from solution import Point, Reading


def chart(readings, start, end, step_s, stale_s):
    shifted = ((ts + 1, value) for ts, value in readings)
    return solution.chart(shifted, start, end, step_s, stale_s - 1 if stale_s else 0)
