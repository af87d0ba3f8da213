# Mistake: Counts watches for ever, so a goal of last month keeps its place.
# The public cases show it.
import solution


class ClipShelf(solution.ClipShelf):
    def _fade(self):
        pass
