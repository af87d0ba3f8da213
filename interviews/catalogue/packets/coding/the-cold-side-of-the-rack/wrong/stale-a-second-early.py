# Mistake: A reading that is exactly as old as allowed is thrown away.
# The public cases show it.
import solution
from solution import Point, Reading


def chart(readings, start, end, step_s, stale_s):
    if stale_s == 0:
        return [(mark, None) for mark in range(start, end, step_s)]
    return solution.chart(readings, start, end, step_s, stale_s - 1)
