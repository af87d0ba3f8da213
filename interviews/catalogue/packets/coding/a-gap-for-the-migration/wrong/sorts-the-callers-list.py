# Mistake: Sorts the list it was given, in place.
import solution


def gaps(freezes, opens, closes, minutes):
    freezes.sort()
    return solution.gaps(freezes, opens, closes, minutes)
