# Mistake: Counts only watches of clips that were on the shelf towards the fading.
# The public cases show it.
import solution


class ClipShelf(solution.ClipShelf):
    def watch(self, name):
        if name not in self._shelf:
            clip = self._fetch(name)
            if len(self._shelf) == self._places:
                self._drop_weakest()
            self._shelf[name] = solution.Kept(clip, 1)
            return clip
        return super().watch(name)
