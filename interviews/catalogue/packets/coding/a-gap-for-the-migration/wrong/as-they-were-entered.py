# Mistake: Takes the freezes in the order in which they were entered.
# The public cases show it.
def gaps(freezes, opens, closes, minutes):
    found, free_from = [], opens
    for start, end in freezes:
        if min(start, closes) - free_from >= minutes:
            found.append((free_from, min(start, closes)))
        free_from = max(free_from, end)
    if closes - free_from >= minutes:
        found.append((free_from, closes))
    return found
