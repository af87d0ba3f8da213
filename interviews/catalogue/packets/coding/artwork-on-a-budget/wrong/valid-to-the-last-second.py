# Mistake: Returns an image at the very moment at which its time is over.
import solution


class ArtworkCache(solution.ArtworkCache):
    def get(self, key):
        image = self._images.get(key)
        if image is not None and image.expires_at == self._clock():
            self._images.move_to_end(key)
            return image.data
        return super().get(key)
