# Mistake: Drops a title as soon as any feed withdraws it, even if another entry is newer.
import heapq
from itertools import groupby

from solution import Entry, OutOfOrder, in_order


def merged(feeds):
    readers = [in_order(number, feed) for number, feed in enumerate(feeds)]
    stream = heapq.merge(*readers, key=lambda entry: entry.title)
    for _, group in groupby(stream, key=lambda entry: entry.title):
        entries = list(group)
        if all(entry.data is not None for entry in entries):
            yield max(entries, key=lambda entry: entry.changed_at)
