# Mistake: Looks only at the gaps before freezes and forgets the one behind the last.
import solution


def gaps(freezes, opens, closes, minutes):
    freezes = list(freezes)
    last = max((end for _, end in freezes), default=opens)
    return solution.gaps(freezes, opens, min(closes, last), minutes)
