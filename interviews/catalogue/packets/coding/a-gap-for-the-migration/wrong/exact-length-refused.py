# Mistake: Wants a gap that is longer than the job, not as long.
import solution


def gaps(freezes, opens, closes, minutes):
    return solution.gaps(freezes, opens, closes, minutes + 1)
