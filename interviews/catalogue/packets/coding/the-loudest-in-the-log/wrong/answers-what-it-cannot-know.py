# Mistake: Answers every question from what it holds, also where a key that it lost could be as loud.
import solution


class Loudest(solution.Loudest):
    def louder_than(self, percent):
        solution.Loudest(1).louder_than(percent)
        loud = [k for k in self._counts if self.at_most(k) * 100 > percent * self.total]
        return sorted(loud, key=lambda key: (-self._counts[key], key))
