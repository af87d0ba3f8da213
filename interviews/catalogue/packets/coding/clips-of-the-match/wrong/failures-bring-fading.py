# Mistake: Counts the watch at the top of the method, also if its fetch then fails.
import solution


class ClipShelf(solution.ClipShelf):
    def watch(self, name):
        watches = self._watches
        try:
            return super().watch(name)
        except Exception:
            self._watches = watches + 1
            raise
