# Mistake: Walks from the free tasks and puts each where it is met first, not where it is met last.
# The public cases show it.
import solution
from solution import CircleError


def waves(needs):
    solution.waves(needs)  # circles and unknown names are found as they should be
    plan, placed = [], set()
    wave = sorted(task for task in needs if not needs[task])
    while wave:
        plan.append(wave)
        placed |= set(wave)
        wave = sorted(t for t in needs if t not in placed and set(needs[t]) & set(plan[-1]))
    return plan
