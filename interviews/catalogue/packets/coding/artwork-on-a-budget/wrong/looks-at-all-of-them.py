# Mistake: Looks at all images for the expired ones whenever room is needed.
import solution


class ArtworkCache(solution.ArtworkCache):
    def _make_room(self, size, now):
        if self._used + size > self._budget:
            for key in [key for key, image in self._images.items() if image.expires_at <= now]:
                if self._used + size > self._budget:
                    self._drop(key)
        while self._used + size > self._budget:
            self._drop(next(iter(self._images)))
