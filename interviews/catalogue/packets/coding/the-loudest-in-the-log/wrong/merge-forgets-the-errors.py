# Mistake: After a merge only the newest strike counts; what both had lost before is forgotten.
import solution


class Loudest(solution.Loudest):
    def merge(self, other):
        lost_before = self.error + other.error
        super().merge(other)
        self.error -= lost_before
