import heapq
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple


class Entry(NamedTuple):
    title: int
    changed_at: int
    data: Any  # None: the title was withdrawn


class OutOfOrder(Exception):
    def __init__(self, feed: int, title: int):
        super().__init__(f"feed {feed} goes back to title {title}")
        self.feed = feed
        self.title = title


def merged(feeds: Sequence[Iterable[Entry]]) -> Iterator[Entry]:
    """The newest entry of each title, by title; holds one entry of each feed and no more."""
    readers = [in_order(number, feed) for number, feed in enumerate(feeds)]
    heads: list[tuple[int, int, Entry]] = []
    for number, reader in enumerate(readers):
        add_head(heads, number, reader)
    while heads:
        title = heads[0][0]
        newest: Entry | None = None
        winner = -1
        while heads and heads[0][0] == title:
            _, number, entry = heapq.heappop(heads)
            if newest is None or (entry.changed_at, -number) >= (newest.changed_at, -winner):
                newest, winner = entry, number
            add_head(heads, number, readers[number])
        if newest is not None and newest.data is not None:
            yield newest


def add_head(heads: list[tuple[int, int, Entry]], number: int, reader: Iterator[Entry]) -> None:
    """A feed has one head at most, so title and feed decide and entries are never compared."""
    entry = next(reader, None)
    if entry is not None:
        heapq.heappush(heads, (entry.title, number, entry))


def in_order(number: int, feed: Iterable[Entry]) -> Iterator[Entry]:
    last: int | None = None
    for entry in feed:
        if last is not None and entry.title < last:
            raise OutOfOrder(number, entry.title)
        last = entry.title
        yield entry
