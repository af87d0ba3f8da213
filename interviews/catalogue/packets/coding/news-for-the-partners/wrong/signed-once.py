# Mistake: Signs at publishing, so a later attempt carries an old time.
import solution
from solution import NoAnswer


class Webhooks(solution.Webhooks):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        original, first = self._send, {}
        self._send = lambda body, headers: original(body, first.setdefault(headers["id"], headers))
