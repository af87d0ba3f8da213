# Mistake: Goes through all readings again for each mark.
import solution
from solution import Point, Reading


def chart(readings, start, end, step_s, stale_s):
    solution.chart([], start, end, step_s, stale_s)
    readings = list(readings)
    points = []
    for mark in range(start, end, step_s):
        known = [one for one in readings if one[0] <= mark]
        points.append((mark, solution._known_at(mark, known[-1] if known else None, stale_s)))
    return points
