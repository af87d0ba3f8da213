# Mistake: Makes a list of the whole feed before it begins.
import solution
from solution import Point, Reading


def chart(readings, start, end, step_s, stale_s):
    return solution.chart(list(readings), start, end, step_s, stale_s)
