# Mistake: Goes over all keys to find one that is due.
import solution
from solution import NoAnswer


class Webhooks(solution.Webhooks):
    def work(self):
        with self._lock:
            now = self._clock()
            due = [entry for entry in self._due if entry[0] <= now]
            self._due = [entry for entry in self._due if entry[0] > now]
            self._due = sorted(due + self._due, key=lambda entry: entry[:2])
        return super().work()
