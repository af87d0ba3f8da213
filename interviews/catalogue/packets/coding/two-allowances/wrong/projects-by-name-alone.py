# Mistake: Looks a project up by its name alone, so studios share projects of the same name.
import solution
from solution import Decision, Limit


class Allowances(solution.Allowances):
    def _account(self, key, limit, now_ms):
        return super()._account(("project", key[1]) if len(key) == 2 else key, limit, now_ms)
