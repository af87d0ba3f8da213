# Mistake: Asks whether the kept row counts as true, so an empty row is built every time.
import solution


class RowCache(solution.RowCache):
    def _is_current(self, row):
        return bool(row.value) and super()._is_current(row)
