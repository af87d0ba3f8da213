# Mistake: Does not cut a gap off where the period closes.
def gaps(freezes, opens, closes, minutes):
    found, free_from = [], opens
    for start, end in sorted(freezes):
        if end < start or minutes < 1:
            raise ValueError("nonsense")
        if start == end:
            continue
        if start - free_from >= minutes:
            found.append((free_from, start))
        free_from = max(free_from, end)
    if closes - free_from >= minutes:
        found.append((free_from, closes))
    return found
