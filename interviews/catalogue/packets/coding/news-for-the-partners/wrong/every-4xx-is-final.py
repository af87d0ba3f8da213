# Mistake: Takes each 4xx for final, although 408 and 429 ask to come back.
import solution
from solution import NoAnswer


class Webhooks(solution.Webhooks):
    def __init__(self, send, *args, **kwargs):
        def blunt(body, headers):
            status = send(body, headers)
            return 400 if status in (408, 429) else status

        super().__init__(blunt, *args, **kwargs)
