# Mistake: Keeps the very list of tags that the builder gave, which may change later.
import solution


class RowCache(solution.RowCache):
    def _lead(self, key, mine, began):
        value, tags = self._build(key)
        row = solution.Row(value, tags, began)
        self._land(key, row)
        mine.set_result(row)
        return value
