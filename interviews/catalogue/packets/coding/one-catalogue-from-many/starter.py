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


def merged(feeds: Sequence[Iterable[Entry]]) -> Iterator[Entry]: ...
