# Mistake: Notices a wrong order in what it gives out, not in what it reads, which is one title late.
import solution
from solution import Entry, OutOfOrder


def merged(feeds):
    solution.in_order = lambda number, feed: iter(feed)
    last = None
    for entry in solution.merged(feeds):
        if last is not None and entry.title <= last:
            raise OutOfOrder(-1, entry.title)
        last = entry.title
        yield entry
