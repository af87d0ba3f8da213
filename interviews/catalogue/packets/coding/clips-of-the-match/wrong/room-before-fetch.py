# Mistake: Makes room first and fetches then, so a failed fetch costs a good clip.
import solution


class ClipShelf(solution.ClipShelf):
    def watch(self, name):
        if name not in self._shelf and len(self._shelf) == self._places:
            self._drop_weakest()
        return super().watch(name)
