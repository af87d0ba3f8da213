# Mistake: Also names keys that have exactly the percentage.
import solution


class Loudest(solution.Loudest):
    def louder_than(self, percent):
        told = super().louder_than(percent)
        exact = [k for k in self._counts if self.at_most(k) * 100 == percent * self.total]
        return sorted(told + exact, key=lambda key: (-self._counts[key], key))
