# Mistake: Makes room before the image that is being replaced has given up its bytes.
import solution


class ArtworkCache(solution.ArtworkCache):
    def put(self, key, data, ttl_s):
        if 0 < len(data) <= self._budget and ttl_s > 0:
            self._make_room(len(data), self._clock())
        return super().put(key, data, ttl_s)
