# Mistake: Takes a row for old if its build began with the same number as the withdrawal.
import solution


class RowCache(solution.RowCache):
    def _is_current(self, row):
        return all(self._withdrawn.get(tag, -1) < row.began for tag in row.tags)
