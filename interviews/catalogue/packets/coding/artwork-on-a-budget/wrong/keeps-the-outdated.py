# Mistake: Refuses a replacement that cannot be kept and goes on returning the old image.
import solution


class ArtworkCache(solution.ArtworkCache):
    def put(self, key, data, ttl_s):
        if len(data) > self._budget or ttl_s <= 0:
            return False
        return super().put(key, data, ttl_s)
