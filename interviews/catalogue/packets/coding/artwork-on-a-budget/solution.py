import heapq
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass


@dataclass(eq=False)
class Kept:
    data: bytes
    expires_at: float


class ArtworkCache:
    def __init__(self, budget: int, clock: Callable[[], float] = time.monotonic):
        if budget < 1:
            raise ValueError("budget must be positive")
        self._budget = budget
        self._clock = clock
        self._used = 0
        self._images: OrderedDict[Hashable, Kept] = OrderedDict()  # oldest use first
        self._expiries: list[tuple[float, int, Hashable, Kept]] = []
        self._serial = 0

    def get(self, key: Hashable) -> bytes | None:
        image = self._images.get(key)
        if image is None:
            return None
        if image.expires_at <= self._clock():
            self._drop(key)
            return None
        self._images.move_to_end(key)
        return image.data

    def put(self, key: Hashable, data: bytes, ttl_s: float) -> bool:
        if key in self._images:
            self._drop(key)  # whatever happens below, the old image is out of date
        if len(data) > self._budget or ttl_s <= 0:
            return False
        now = self._clock()
        self._make_room(len(data), now)
        image = self._images[key] = Kept(data, now + ttl_s)
        self._used += len(data)
        self._note_expiry(key, image)
        return True

    def _make_room(self, size: int, now: float) -> None:
        while self._used + size > self._budget:
            if self._expiries and self._expiries[0][0] <= now:
                _, _, key, image = heapq.heappop(self._expiries)
                if self._images.get(key) is image:  # else replaced or gone
                    self._drop(key)
            else:
                self._drop(next(iter(self._images)))

    def _drop(self, key: Hashable) -> None:
        self._used -= len(self._images.pop(key).data)

    def _note_expiry(self, key: Hashable, image: Kept) -> None:
        self._serial += 1
        heapq.heappush(self._expiries, (image.expires_at, self._serial, key, image))
        if len(self._expiries) > 2 * len(self._images) + 16:
            self._expiries = [e for e in self._expiries if self._images.get(e[2]) is e[3]]
            heapq.heapify(self._expiries)
