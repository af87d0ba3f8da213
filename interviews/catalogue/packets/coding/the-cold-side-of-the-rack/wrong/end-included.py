# Mistake: Draws a point at the end as well, if a mark falls on it.
import solution
from solution import Point, Reading


def chart(readings, start, end, step_s, stale_s):
    return solution.chart(readings, start, end + 1, step_s, stale_s)
