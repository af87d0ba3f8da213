# Mistake: Follows a bad group down to its last pass before it turns to the next group.
import solution
from solution import NoAnswer, Pass, Refused, register_all


class DeepFirst(solution.deque):
    def append(self, group):
        self.appendleft(group)


solution.deque = DeepFirst
