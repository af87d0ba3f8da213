# Mistake: Adds the tags of each build to those of the key's earlier builds.
import solution


class RowCache(solution.RowCache):
    def _land(self, key, row):
        earlier = self._rows.get(key)
        if row is not None and earlier is not None:
            row = solution.Row(row.value, row.tags | earlier.tags, row.began)
        super()._land(key, row)
