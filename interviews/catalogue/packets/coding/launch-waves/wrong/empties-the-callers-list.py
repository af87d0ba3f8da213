# Mistake: Crosses tasks off the caller's own lists.
import solution
from solution import CircleError


def waves(needs):
    plan = solution.waves(needs)
    for before in needs.values():
        before.clear()
    return plan
