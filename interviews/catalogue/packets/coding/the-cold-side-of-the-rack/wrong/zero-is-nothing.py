# Mistake: Asks "if value" where it means "if value is not None", so zero degrees are a hole.
import solution
from solution import Point, Reading


def chart(readings, start, end, step_s, stale_s):
    points = solution.chart(readings, start, end, step_s, stale_s)
    return [(mark, value or None) for mark, value in points]
