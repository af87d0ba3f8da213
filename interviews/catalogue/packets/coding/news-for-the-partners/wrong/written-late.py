# Mistake: Keeps the caller's dictionary and turns it into text when it is sent.
import json

import solution
from solution import NoAnswer


class Late:
    def __init__(self, event):
        self.event = event

    def __format__(self, _):
        return json.dumps(self.event)


class Webhooks(solution.Webhooks):
    def __init__(self, send, *args, **kwargs):
        super().__init__(lambda body, headers: send(f"{body}", headers), *args, **kwargs)

    def publish(self, key, event):
        id = super().publish(key, event)
        with self._lock:
            lane = self._lanes.get(key)
            if lane and lane.events[-1].id == id:
                lane.events[-1] = solution.Event(id, Late(event))
        return id
