# Mistake: Takes a job that is larger than the farm, which then blocks all others.
import solution
from solution import Job


class Farm(solution.Farm):
    def submit(self, job, now):
        self._slots, slots = max(self._slots, job.slots), self._slots
        try:
            return super().submit(job, now)
        finally:
            self._slots = slots
