# Mistake: Makes room for an image that can never fit, and so throws everything out.
import solution


class ArtworkCache(solution.ArtworkCache):
    def put(self, key, data, ttl_s):
        if len(data) > self._budget:
            while self._images:
                self._drop(next(iter(self._images)))
        return super().put(key, data, ttl_s)
