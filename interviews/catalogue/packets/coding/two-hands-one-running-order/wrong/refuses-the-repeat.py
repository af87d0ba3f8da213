# Mistake: Tells a producer whose answer was lost that somebody else was quicker.
import solution
from solution import Reply, State


class RunningOrders(solution.RunningOrders):
    def _saved(self, show, slot, status, body, made_from):
        reply = super()._saved(show, slot, status, body, made_from)
        slot.state = State(reply.tag, body, None)
        return Reply(status, reply.tag, body)
