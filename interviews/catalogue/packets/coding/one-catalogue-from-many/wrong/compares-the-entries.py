# Mistake: Puts whole entries into the heap, so equal titles are ordered by change and by data.
import heapq
from itertools import groupby

from solution import Entry, OutOfOrder, in_order


def merged(feeds):
    readers = [in_order(number, feed) for number, feed in enumerate(feeds)]
    for _, group in groupby(heapq.merge(*readers), key=lambda entry: entry.title):
        newest = next(group)
        for entry in group:
            if entry.changed_at >= newest.changed_at:
                newest = entry
        if newest.data is not None:
            yield newest
