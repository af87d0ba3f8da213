# Mistake: Takes a link of an earlier time as it comes, so the times on the way up can fall.
import solution


class Incidents(solution.Incidents):
    def link(self, a, b, at):
        self._latest = 0
        return super().link(a, b, at)
