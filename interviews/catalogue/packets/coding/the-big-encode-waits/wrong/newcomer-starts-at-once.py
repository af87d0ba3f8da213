# Mistake: Starts a newcomer that fits without looking at who has been waiting.
import solution
from solution import Job


class Farm(solution.Farm):
    def submit(self, job, now):
        if job.slots <= self._free and job.name not in self._running and job.seconds > 0:
            self._now = now
            return [self._start(job)]
        return super().submit(job, now)
