# Mistake: Lets a freeze of no length cut a gap in two.
def gaps(freezes, opens, closes, minutes):
    found, free_from = [], opens
    for start, end in sorted(freezes):
        if end < start or minutes < 1:
            raise ValueError("nonsense")
        if min(start, closes) - free_from >= minutes:
            found.append((free_from, min(start, closes)))
        free_from = max(free_from, end)
    if closes - free_from >= minutes:
        found.append((free_from, closes))
    return found
