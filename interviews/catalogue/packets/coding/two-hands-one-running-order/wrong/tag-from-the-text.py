# Mistake: The tag is a digest of the text, so it comes again when the text does.
import hashlib

import solution
from solution import Reply, State


class RunningOrders(solution.RunningOrders):
    def _saved(self, show, slot, status, body, made_from):
        self._save(show, body)
        tag = hashlib.sha256(body.encode()).hexdigest()
        slot.state = State(tag, body, made_from)
        return Reply(status, tag, body)
