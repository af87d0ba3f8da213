# Mistake: Clears the table of running builds only after a success.
import solution


class RowCache(solution.RowCache):
    def _land(self, key, row):
        if row is not None:
            super()._land(key, row)
