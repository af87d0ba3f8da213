import base64
import json
from bisect import bisect_left, insort
from dataclasses import dataclass


class BadCursor(ValueError):
    pass


@dataclass(frozen=True)
class Page:
    tickets: list[int]
    next: str | None


Place = tuple[int, int]  # when it was opened, and its number: unique, and never changes

MAX_LIMIT = 100
MAX_CURSOR = 1_000  # characters; ours are far shorter


class OpenTickets:
    def __init__(self) -> None:
        self._known: dict[int, tuple[Place, str]] = {}
        # Places in rising order, so that a new ticket is appended; under None stand all of them.
        self._places: dict[str | None, list[Place]] = {None: []}

    def open(self, number: int, opened_at: int, topic: str) -> None:
        if number in self._known:
            raise ValueError(f"ticket {number} is open already")
        place = (opened_at, number)
        self._known[number] = (place, topic)
        for index in (None, topic):
            insort(self._places.setdefault(index, []), place)

    def close(self, number: int) -> None:
        if number not in self._known:
            return
        place, topic = self._known.pop(number)
        for index in (None, topic):
            places = self._places[index]
            del places[bisect_left(places, place)]

    def page(self, limit: int, cursor: str | None = None, topic: str | None = None) -> Page:
        if not 1 <= limit <= MAX_LIMIT:
            raise ValueError(f"limit must be from 1 to {MAX_LIMIT}")
        places = self._places.get(topic, [])
        # What follows the last ticket shown, whether or not that one is still open.
        end = len(places) if cursor is None else bisect_left(places, place_in(cursor, topic))
        start = max(0, end - limit)
        shown = places[start:end][::-1]
        return Page(
            tickets=[number for _, number in shown],
            next=cursor_after(shown[-1], topic) if start > 0 else None,
        )


def cursor_after(place: Place, topic: str | None) -> str:
    text = json.dumps([*place, topic])
    return base64.urlsafe_b64encode(text.encode()).decode()


def place_in(cursor: str, topic: str | None) -> Place:
    """The place in a cursor that we made for this topic; BadCursor for anything else."""
    if len(cursor) > MAX_CURSOR:
        raise BadCursor("too long")
    try:
        opened_at, number, made_for = json.loads(base64.urlsafe_b64decode(cursor))
    except (ValueError, TypeError):
        raise BadCursor("not one of our cursors") from None
    if type(opened_at) is not int or type(number) is not int or made_for != topic:
        raise BadCursor("not made for this list")
    if cursor_after((opened_at, number), topic) != cursor:  # decoding forgives what we never write
        raise BadCursor("not one of our cursors")
    return opened_at, number
