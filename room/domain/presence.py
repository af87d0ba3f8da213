"""Who is at a document and where their cursor is: the awareness of y-protocols, made honest.

A client announces a number of its own with a JSON state and a clock that rises. Clients also
repeat what others have announced; a server that passed that on would show cursors of people
who are gone, and let anybody speak for anybody. So a socket has one number, the first one it
announced that is nobody else's, and the name in its state is the server's.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from room.domain.sync_protocol import BadFrame, read_number, write_number

MAX_STATE_BYTES = 4096
ANNOUNCED_FOR = 30  # seconds; clients announce themselves anew every 15
REMEMBERED_FOR = 600  # seconds; the clock of somebody who has gone and may come back
ELSEWHERE = ""  # the holder of whoever is connected to another process
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}([0-9a-fA-F]{2})?", re.ASCII)


@dataclass(frozen=True)
class Announced:
    """One client's state: JSON, or "null" when it is gone."""

    client: int
    clock: int
    state: str


@dataclass(frozen=True)
class Person:
    """Whose socket it is."""

    user_id: int
    name: str
    observes: bool


def read_announcements(body: bytes) -> list[Announced]:
    """What an awareness frame announces; raises BadFrame."""
    count, position = read_number(body, at=0)
    announced = []
    for _ in range(count):
        client, position = read_number(body, at=position)
        clock, position = read_number(body, at=position)
        length, position = read_number(body, at=position)
        end = position + length
        if end > len(body):
            raise BadFrame("That message ends too early.")
        try:
            state = body[position:end].decode()
        except UnicodeDecodeError:
            raise BadFrame("That message holds no text.") from None
        announced.append(Announced(client, clock, state))
        position = end
    if position != len(body):
        raise BadFrame("That message does not have the length it says.")
    return announced


def write_announcements(announced: Iterable[Announced]) -> bytes:
    """The body of an awareness frame."""
    pieces = []
    for one in announced:
        text = one.state.encode()
        numbers = (one.client, one.clock, len(text))
        pieces.append(b"".join(map(write_number, numbers)) + text)
    return write_number(len(pieces)) + b"".join(pieces)


def stamped(state: str, *, person: Person) -> str:
    """The state with the person's true name and nothing else about them but a colour."""
    if len(state.encode()) > MAX_STATE_BYTES:
        raise BadFrame("That says more about where you are than there is room for (4 kB).")
    try:
        fields = json.loads(state, parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise BadFrame("Where you are must be said in JSON.") from None
    if fields is None:
        return "null"
    if not isinstance(fields, dict):
        raise BadFrame("Where you are must be a JSON object.")
    said = fields.get("user")
    colours = said if isinstance(said, dict) else {}
    fields["user"] = {"name": person.name, **_observing(person)} | {
        name: colours[name]
        for name in ("color", "colorLight")
        if isinstance(colours.get(name), str) and _COLOUR.fullmatch(colours[name])
    }
    return json.dumps(fields, separators=(",", ":"))


def _refuse(constant: str) -> None:
    raise ValueError(constant)  # NaN: Python reads it, JavaScript does not


def _observing(person: Person) -> dict[str, Any]:
    return {"observes": True} if person.observes else {}


@dataclass
class _Place:
    holder: str  # the socket, or ELSEWHERE
    user_id: int | None
    last: Announced
    at_seconds: float

    @property
    def is_here(self) -> bool:
        return self.last.state != "null"


class Presence:
    """Everybody at one document, as far as this process knows."""

    def __init__(self) -> None:
        self._places: dict[int, _Place] = {}
        self._client_of: dict[str, int] = {}  # the number that each socket here has

    def take(
        self, announced: list[Announced], *, holder: str, person: Person, at_seconds: float
    ) -> Announced | None:
        """The socket's own part of what it announced, made honest; None if there is none.

        Raises BadFrame, and remembers nothing, if that part cannot be read.
        """
        own = next((one for one in announced if self._may_hold(one, holder, person)), None)
        if own is None:
            return None
        state = stamped(own.state, person=person)
        known = self._places.get(own.client)
        # Others ignore what is not newer than the last they heard, and after a reconnect a
        # client goes on with the clock at which it was said to be gone.
        clock = max(own.clock, known.last.clock + 1) if known else own.clock
        honest = Announced(own.client, min(clock, 2**53 - 1), state)
        self._client_of[holder] = own.client
        self._places[own.client] = _Place(holder, person.user_id, honest, at_seconds)
        return honest

    def _may_hold(self, one: Announced, holder: str, person: Person) -> bool:
        if holder in self._client_of:
            return self._client_of[holder] == one.client
        known = self._places.get(one.client)
        if known is None:
            return one.state != "null"
        # The same browser that has come back, before the old connection was seen to be dead.
        return not known.is_here or known.user_id == person.user_id

    def hear(self, announced: list[Announced], *, at_seconds: float) -> None:
        """Remember what another process has announced (it was made honest there)."""
        for one in announced:
            known = self._places.get(one.client)
            if known is None or known.last.clock <= one.clock:
                self._places[one.client] = _Place(ELSEWHERE, None, one, at_seconds)

    def leave(self, holder: str) -> Announced | None:
        """The socket has closed: what to tell the others, if it was its person's last word."""
        client = self._client_of.pop(holder, None)
        place = self._places.get(client) if client is not None else None
        if place is None or place.holder != holder or not place.is_here:
            return None
        return self._gone(place)

    def expire(self, *, at_seconds: float) -> list[Announced]:
        """Those elsewhere who have not been heard of for 30 s: their process was killed."""
        return [
            self._gone(place)
            for place in self._places.values()
            if place.holder == ELSEWHERE
            and place.is_here
            and at_seconds - place.at_seconds > ANNOUNCED_FOR
        ]

    def forget(self, *, at_seconds: float) -> None:
        """Those who have been gone for ten minutes."""
        self._places = {
            client: place
            for client, place in self._places.items()
            if place.is_here or at_seconds - place.at_seconds <= REMEMBERED_FOR
        }

    def _gone(self, place: _Place) -> Announced:
        place.last = Announced(place.last.client, place.last.clock, "null")
        return place.last

    def here(self) -> list[Announced]:
        """Everybody who is at the document."""
        return [place.last for place in self._places.values() if place.is_here]

    def connected_here(self) -> list[Announced]:
        """Those of them who are connected to this process."""
        places = self._places.values()
        return [one.last for one in places if one.is_here and one.holder != ELSEWHERE]
