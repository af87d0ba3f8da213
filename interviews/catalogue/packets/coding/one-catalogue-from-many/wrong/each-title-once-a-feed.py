# Mistake: Takes one entry of each feed for a title, and gives the rest out as another title.
import heapq

from solution import Entry, OutOfOrder, add_head, in_order


def merged(feeds):
    readers = [in_order(number, feed) for number, feed in enumerate(feeds)]
    heads = []
    for number, reader in enumerate(readers):
        add_head(heads, number, reader)
    while heads:
        same = [heapq.heappop(heads)]
        while heads and heads[0][0] == same[0][0]:
            same.append(heapq.heappop(heads))
        for _, number, _ in same:
            add_head(heads, number, readers[number])
        newest = max((entry for _, _, entry in same), key=lambda entry: entry.changed_at)
        if newest.data is not None:
            yield newest
