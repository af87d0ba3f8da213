# Mistake: Gives every attempt an id of its own, so the partner cannot tell a repeat.
# The public cases show it.
import itertools

import solution
from solution import NoAnswer


class Webhooks(solution.Webhooks):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._attempts = itertools.count(1)
        self._tried = set()

    def _attempt(self, event):
        if event.id in self._tried:
            event = solution.Event(f"{event.id}-{next(self._attempts)}", event.body)
        self._tried.add(event.id)
        return super()._attempt(event)
