# Mistake: Never clears the heap of images that were replaced long ago.
import heapq

import solution


class ArtworkCache(solution.ArtworkCache):
    def _note_expiry(self, key, image):
        self._serial += 1
        heapq.heappush(self._expiries, (image.expires_at, self._serial, key, image))
