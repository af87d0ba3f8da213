from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass


@dataclass
class Kept:
    clip: bytes
    score: int = 0


class ClipShelf:
    def __init__(self, places: int, fade_every: int, fetch: Callable[[str], bytes]):
        if places < 1 or fade_every < 1:
            raise ValueError("places and fade_every must be at least 1")
        self._places = places
        self._fade_every = fade_every
        self._fetch = fetch
        self._watches = 0
        self._shelf: OrderedDict[str, Kept] = OrderedDict()  # unwatched for longest comes first

    def watch(self, name: str) -> bytes:
        kept = self._shelf.get(name)
        if kept is None:
            kept = Kept(self._fetch(name))  # may raise: nothing has been touched yet
            if len(self._shelf) == self._places:
                self._drop_weakest()
            self._shelf[name] = kept
        kept.score += 1
        self._shelf.move_to_end(name)
        self._watches += 1
        if self._watches % self._fade_every == 0:
            self._fade()
        return kept.clip

    def kept(self) -> set[str]:
        return set(self._shelf)

    def _drop_weakest(self) -> None:
        # min() gives the first of equals, and the first has gone unwatched for longest.
        del self._shelf[min(self._shelf, key=lambda name: self._shelf[name].score)]

    def _fade(self) -> None:
        for kept in self._shelf.values():
            kept.score //= 2
