from collections.abc import Iterable


def gaps(
    freezes: Iterable[tuple[int, int]], opens: int, closes: int, minutes: int
) -> list[tuple[int, int]]:
    """The stretches of at least `minutes` in [opens, closes) that no freeze touches."""
    if minutes < 1 or closes < opens:
        raise ValueError("the job takes at least a minute, and the period must not end early")

    found = []
    free_from = opens
    for start, end in sorted(freezes):
        if end < start:
            raise ValueError(f"the freeze {start} to {end} ends before it starts")
        if start == end:
            continue
        free_until = min(start, closes)
        if free_until - free_from >= minutes:
            found.append((free_from, free_until))
        # A long freeze may outlast several that start after it.
        free_from = max(free_from, end)

    if closes - free_from >= minutes:
        found.append((free_from, closes))
    return found
