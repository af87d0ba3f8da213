# Mistake: Calls a row current as soon as one of its tags has not been withdrawn.
# The public cases show it.
import solution


class RowCache(solution.RowCache):
    def _is_current(self, row):
        return not row.tags or any(self._withdrawn.get(tag, 0) <= row.began for tag in row.tags)
