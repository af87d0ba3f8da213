# Mistake: Finds the leader of that time, but takes its size of today.
# The public cases show it.
import solution


class Incidents(solution.Incidents):
    def group_at(self, alarm, t):
        while self._leaves_at(alarm) <= t:
            alarm, _ = self._above[alarm]
        return self._size(alarm) if super().group_at(alarm, t) > 1 else 1
