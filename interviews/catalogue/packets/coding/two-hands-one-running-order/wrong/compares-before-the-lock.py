# Mistake: Compares the tag first and takes the lock only for saving.
import solution
from solution import Reply


class RunningOrders(solution.RunningOrders):
    def put(self, show, body, if_match):
        if if_match is None:
            return Reply(428)
        slot = self._slot(show)
        state = slot.state if slot else None
        if state is None:
            return Reply(404)
        if state.made_from == if_match and state.body == body:
            return Reply(200, state.tag, body)
        if state.tag != if_match:
            return Reply(412, state.tag, state.body)
        with slot.lock:
            return self._saved(show, slot, 200, body, if_match)
