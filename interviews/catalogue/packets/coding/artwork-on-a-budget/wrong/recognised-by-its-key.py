# Mistake: Takes an entry of the heap as true if its key is there, though it is another image now.
import heapq

import solution


class ArtworkCache(solution.ArtworkCache):
    def _make_room(self, size, now):
        while self._used + size > self._budget:
            if self._expiries and self._expiries[0][0] <= now:
                _, _, key, _ = heapq.heappop(self._expiries)
                if key in self._images:
                    self._drop(key)
            else:
                self._drop(next(iter(self._images)))
