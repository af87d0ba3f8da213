# Mistake: Decodes what it is given without a doubt, and falls over with errors of all kinds.
import base64
import json

import solution
from solution import BadCursor, OpenTickets, Page


def place_in(cursor, topic):
    opened_at, number, made_for = json.loads(base64.urlsafe_b64decode(cursor))
    if made_for != topic:
        raise BadCursor("another list")
    return opened_at, number


solution.place_in = place_in
