# Mistake: Lets the feed that was read last win when two changed at the same moment.
import heapq
from itertools import groupby

from solution import Entry, OutOfOrder, in_order


def merged(feeds):
    readers = [in_order(number, feed) for number, feed in enumerate(feeds)]
    stream = heapq.merge(*readers, key=lambda entry: entry.title)
    for _, group in groupby(stream, key=lambda entry: entry.title):
        newest = next(group)
        for entry in group:
            if entry.changed_at >= newest.changed_at:
                newest = entry
        if newest.data is not None:
            yield newest
