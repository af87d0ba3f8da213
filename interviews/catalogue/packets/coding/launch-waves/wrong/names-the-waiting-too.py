# Mistake: Reports everything that is left over as the circle, with those that only wait for it.
import solution
from solution import CircleError


def waves(needs):
    try:
        return solution.waves(needs)
    except CircleError:
        done = set()
        while True:
            more = {task for task in needs if task not in done and set(needs[task]) <= done}
            if not more:
                raise CircleError([task for task in needs if task not in done]) from None
            done |= more
