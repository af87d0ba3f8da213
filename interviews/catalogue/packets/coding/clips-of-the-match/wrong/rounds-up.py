# Mistake: Rounds half up, so a clip that was watched once never falls to nothing.
import solution


class ClipShelf(solution.ClipShelf):
    def _fade(self):
        for kept in self._shelf.values():
            kept.score = (kept.score + 1) // 2
