# Mistake: Finds the weakest clip at every watch, whether a place is needed or not.
import solution


class ClipShelf(solution.ClipShelf):
    def watch(self, name):
        if self._shelf:
            min(self._shelf, key=lambda other: self._shelf[other].score)
        return super().watch(name)
