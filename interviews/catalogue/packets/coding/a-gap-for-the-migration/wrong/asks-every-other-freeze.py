# Mistake: From each end of a freeze, goes through all the freezes to see what comes next.
def gaps(freezes, opens, closes, minutes):
    freezes = [one for one in freezes if one[0] != one[1]]
    if any(end < start for start, end in freezes):
        raise ValueError("ends before it starts")
    found = set()
    for free_from in [opens, *(end for _, end in freezes if end > opens)]:
        if any(start <= free_from < end for start, end in freezes):
            continue
        free_until = min([closes, *(start for start, _ in freezes if start >= free_from)])
        if free_until - free_from >= minutes:
            found.add((free_from, free_until))
    return sorted(found)
