# Mistake: Keeps the first reading of each step instead of the last one.
# The public cases show it.
import solution
from solution import Point, Reading


def chart(readings, start, end, step_s, stale_s):
    kept, steps = [], set()
    for ts, value in readings:
        step = -((start - ts) // step_s) if step_s > 0 else 0
        if step not in steps:
            steps.add(step)
            kept.append((ts, value))
    return solution.chart(kept, start, end, step_s, stale_s)
