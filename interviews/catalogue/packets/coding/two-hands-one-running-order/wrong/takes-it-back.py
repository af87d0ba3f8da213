# Mistake: Sets the new state first and takes it back if saving fails; readers have seen it by then.
import solution
from solution import Reply, State


class RunningOrders(solution.RunningOrders):
    def _saved(self, show, slot, status, body, made_from):
        with self._lock:
            tag = f"v{next(self._numbers)}"
        before, slot.state = slot.state, State(tag, body, made_from)
        try:
            self._save(show, body)
        except BaseException:
            slot.state = before
            raise
        return Reply(status, tag, body)
