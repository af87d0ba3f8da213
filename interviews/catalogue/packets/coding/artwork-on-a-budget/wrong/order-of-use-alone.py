# Mistake: Makes room by order of use alone; what has expired but was used lately stays.
# The public cases show it.
import solution


class ArtworkCache(solution.ArtworkCache):
    def _make_room(self, size, now):
        while self._used + size > self._budget:
            self._drop(next(iter(self._images)))
