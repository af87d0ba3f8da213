# Mistake: Drops what was unwatched for longest and never looks at the scores.
import solution


class ClipShelf(solution.ClipShelf):
    def _drop_weakest(self):
        self._shelf.popitem(last=False)
