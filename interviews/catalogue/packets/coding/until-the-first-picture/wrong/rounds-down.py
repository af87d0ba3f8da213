# Mistake: Answers with the lower end of the bucket, so the figure looks better than the truth.
# The public cases show it.
import solution


class StartTimes(solution.StartTimes):
    def percentile(self, ts, percent):
        answer = super().percentile(ts, percent)
        if answer is None or answer == 1:
            return answer
        return solution.BOUNDS[solution.BOUNDS.index(answer) - 1] + 1
