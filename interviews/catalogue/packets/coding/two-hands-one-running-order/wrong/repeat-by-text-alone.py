# Mistake: Takes any put of the text that is there already for a repeat, whatever it had seen.
import solution
from solution import Reply


class RunningOrders(solution.RunningOrders):
    def put(self, show, body, if_match):
        current = self.get(show)
        if if_match is not None and current.status == 200 and current.body == body:
            return Reply(200, current.tag, body)
        return super().put(show, body, if_match)
