# Mistake: Refuses at once when somebody else is saving, although that may still fail.
import solution
from solution import Reply


class RunningOrders(solution.RunningOrders):
    def put(self, show, body, if_match):
        slot = self._slot(show)
        if if_match is not None and slot and slot.state and slot.lock.locked():
            return Reply(412, slot.state.tag, slot.state.body)
        return super().put(show, body, if_match)
