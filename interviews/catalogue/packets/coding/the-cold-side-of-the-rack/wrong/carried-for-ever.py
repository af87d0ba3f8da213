# Mistake: Once known, a value is carried on however old it gets.
# The public cases show it.
import solution
from solution import Point, Reading


def chart(readings, start, end, step_s, stale_s):
    solution.chart([], start, end, step_s, stale_s)
    return solution.chart(readings, start, end, step_s, 10**9)
