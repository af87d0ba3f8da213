# Mistake: Deletes the rows that have the tag; a build that is under way then stores its old row.
import solution


class RowCache(solution.RowCache):
    def __init__(self, build):
        super().__init__(build)
        self._keys_by_tag = {}

    def withdraw(self, tag):
        with self._lock:
            for key in self._keys_by_tag.pop(tag, ()):
                self._rows.pop(key, None)

    def _land(self, key, row):
        super()._land(key, row)
        if row is not None:
            for tag in row.tags:
                self._keys_by_tag.setdefault(tag, set()).add(key)
