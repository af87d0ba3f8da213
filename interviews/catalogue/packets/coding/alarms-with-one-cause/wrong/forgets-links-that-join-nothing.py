# Mistake: Remembers only links that joined two groups, so undo takes back another one.
import solution


class Incidents(solution.Incidents):
    def link(self, a, b, at):
        joined = super().link(a, b, at)
        if not joined:
            self._links.pop()
        return joined
