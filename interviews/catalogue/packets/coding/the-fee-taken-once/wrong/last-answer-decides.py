# Mistake: Lets the last attempt decide, and forgets an earlier one that got no answer.
import solution
from solution import Answer, Misused, NoAnswer, Outcome


class Payments(solution.Payments):
    def charge(self, order_id, cents):
        last = []

        def noting(key, cents, timeout_ms):
            try:
                answer = self._given(key, cents, timeout_ms)
            except NoAnswer:
                last.append(None)
                raise
            last.append(answer.status)
            return answer

        self._given, self._send = self._send, noting
        outcome = super().charge(order_id, cents)
        self._send = self._given
        is_sure = last and last[-1] in (429, 503)
        return Outcome.NOT_TAKEN if outcome is Outcome.UNKNOWN and is_sure else outcome
