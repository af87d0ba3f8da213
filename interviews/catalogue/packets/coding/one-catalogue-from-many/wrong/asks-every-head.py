# Mistake: For each title, goes through the heads of all feeds to find the smallest.
from solution import Entry, OutOfOrder, in_order


def merged(feeds):
    readers = [in_order(number, feed) for number, feed in enumerate(feeds)]
    heads = [next(reader, None) for reader in readers]
    while any(head is not None for head in heads):
        title = min(head.title for head in heads if head is not None)
        best = None
        for number, reader in enumerate(readers):
            while heads[number] is not None and heads[number].title == title:
                rank = (heads[number].changed_at, -number)
                if best is None or rank >= best[0]:
                    best = (rank, heads[number])
                heads[number] = next(reader, None)
        if best[1].data is not None:
            yield best[1]
