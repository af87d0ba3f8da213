# Mistake: Throws the slot away with the show, while somebody waits for its lock.
import solution
from solution import Reply


class RunningOrders(solution.RunningOrders):
    def delete(self, show, if_match):
        reply = super().delete(show, if_match)
        if reply.status == 204:
            with self._lock:
                self._slots.pop(show, None)
        return reply
