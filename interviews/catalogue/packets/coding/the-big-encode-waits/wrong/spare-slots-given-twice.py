# Mistake: Does not count down the slots that are left over, so several long jobs get the same ones.
import solution
from solution import Job


class Farm(solution.Farm):
    def _let_others_pass(self):
        first, *others = self._waiting
        at, spare = self._turn_of(first[2])
        started, staying = [], [first]
        for entry in others:
            job = entry[2]
            if job.slots <= self._free and (self._now + job.seconds <= at or job.slots <= spare):
                started.append(self._start(job))
            else:
                staying.append(entry)
        self._waiting = staying
        return started
