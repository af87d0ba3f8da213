# Mistake: Leaves the scores of dropped clips in a table of their own, and goes on from them.
import solution


class ClipShelf(solution.ClipShelf):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._scores = {}

    def watch(self, name):
        is_new = name not in self._shelf
        clip = super().watch(name)
        if is_new:
            self._shelf[name].score += self._scores.get(name, 0)
        self._scores[name] = self._shelf[name].score
        return clip
