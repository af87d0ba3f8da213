# Mistake: Counts links before the time asked for, but not those made at that very time.
import solution


class Incidents(solution.Incidents):
    def group_at(self, alarm, t):
        return super().group_at(alarm, t - 1)
