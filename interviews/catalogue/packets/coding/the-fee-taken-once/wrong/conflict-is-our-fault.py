# Mistake: Takes 409 as a fault of ours and raises, though the payment is under way.
import solution
from solution import Answer, Misused, NoAnswer, Outcome


class Payments(solution.Payments):
    def charge(self, order_id, cents):
        given = self._send

        def send(key, cents, timeout_ms):
            answer = given(key, cents, timeout_ms)
            if answer.status == 409:
                raise Misused(409, in_doubt=True)
            return answer

        self._send = send
        try:
            return super().charge(order_id, cents)
        finally:
            self._send = given
