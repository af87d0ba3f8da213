# Mistake: Sets the new state first and saves it afterwards.
import solution
from solution import Reply, State


class RunningOrders(solution.RunningOrders):
    def _saved(self, show, slot, status, body, made_from):
        with self._lock:
            tag = f"v{next(self._numbers)}"
        slot.state = State(tag, body, made_from)
        self._save(show, body)
        return Reply(status, tag, body)
