# Mistake: Refuses every job that counts as false, where only None has a meaning of its own.
import solution


class Hatch(solution.Hatch):
    def put(self, job):
        if not job:
            raise ValueError("no job")
        return super().put(job)
