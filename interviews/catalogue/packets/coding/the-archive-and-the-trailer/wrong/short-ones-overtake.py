# Mistake: When the first job is too long for the credit, looks for a shorter one behind it.
import solution
from solution import Team


class FairQueue(solution.FairQueue):
    def _goes_on(self):
        if self._current is None:
            return False
        jobs = self._current.jobs
        for place, (_, minutes) in enumerate(jobs):
            if minutes <= self._current.credit:
                jobs.rotate(-place)
                job = jobs.popleft()
                jobs.rotate(place)
                jobs.appendleft(job)
                return True
        return False
