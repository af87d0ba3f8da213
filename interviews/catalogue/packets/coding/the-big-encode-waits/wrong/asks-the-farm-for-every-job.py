# Mistake: Works out the first one's turn anew for every waiting job.
import solution
from solution import Job


class Farm(solution.Farm):
    def _let_others_pass(self):
        started = []
        for entry in self._waiting[1:]:
            at, spare = self._turn_of(self._waiting[0][2])
            job = entry[2]
            if job.slots <= self._free and (self._now + job.seconds <= at or job.slots <= spare):
                self._waiting.remove(entry)
                started.append(self._start(job))
        return started
