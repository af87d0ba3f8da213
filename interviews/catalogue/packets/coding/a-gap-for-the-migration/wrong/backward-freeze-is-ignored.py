# Mistake: Skips a freeze whose ends were swapped, as though nobody had entered it.
import solution


def gaps(freezes, opens, closes, minutes):
    return solution.gaps([one for one in freezes if one[0] <= one[1]], opens, closes, minutes)
