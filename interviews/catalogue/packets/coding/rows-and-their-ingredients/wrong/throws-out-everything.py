# Mistake: Has one version for everything, so each withdrawal makes all rows old.
# The public cases show it.
import solution


class RowCache(solution.RowCache):
    def _is_current(self, row):
        return self._withdrawals <= row.began
