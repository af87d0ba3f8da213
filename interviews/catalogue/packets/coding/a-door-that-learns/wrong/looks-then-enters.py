# Mistake: Looks whether there is room, and takes the lock only to count itself in.
import solution
from solution import Ticket


class Door(solution.Door):
    def enter(self):
        if self._inside >= self._limit:
            return None
        with self._lock:
            self._inside += 1
            return Ticket(self._era)
