import contextlib
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from scheduling.remote.contract import Copy
from scheduling.remote.microsoft import MicrosoftCalendars
from tests.scheduling.http_server import serving
from tests.standins.microsoft_stand_in import MicrosoftStandIn
from tests.standins.oauth_stand_in import KEYS


class MicrosoftThere:
    """There, at the stand-in."""

    calendar = "AQ/main+1="

    def __init__(self, stand_in: MicrosoftStandIn) -> None:
        self.stand_in = stand_in

    def open(self, *, seconds: float = 5.0) -> MicrosoftCalendars:
        return MicrosoftCalendars(self.stand_in.secret, seconds)

    def move(self, copy: Copy, by: timedelta) -> None:
        self.stand_in.move(self.calendar, copy.ref, by)

    def annotate(self, copy: Copy) -> None:
        self.stand_in.change(self.calendar, copy.ref, categories=["Red"])

    def note_of(self, copy: Copy) -> str:
        return " ".join(self.event(copy).get("categories", ()))

    def event(self, copy: Copy) -> dict[str, Any]:
        return self.stand_in.events[self.calendar][copy.ref]

    def remove(self, copy: Copy) -> None:
        self.stand_in.remove(self.calendar, copy.ref)

    def add(self, start: datetime, end: datetime) -> None:
        ref = f"theirs={len(self.stand_in.events[self.calendar])}"
        self.stand_in.put(self.calendar, ref, start, end)

    def count(self) -> int:
        events = self.stand_in.events[self.calendar].values()
        return sum(not event["is_deleted"] for event in events)

    def forget_cursors(self) -> None:
        self.stand_in.forget_sync_tokens()

    def lose_sign_in(self) -> None:
        self.stand_in.refresh.clear()
        self.stand_in.access.clear()
        self.stand_in.lasts = 0

    def stall(self, seconds: float) -> None:
        self.stand_in.delay = seconds


@contextlib.contextmanager
def microsoft_there(settings: Any) -> Iterator[MicrosoftThere]:
    stand_in = MicrosoftStandIn()
    with serving() as server:
        server.handle = stand_in.handle
        stand_in.url = server.url
        settings.MICROSOFT_GRAPH_URL = server.url
        settings.MICROSOFT_TOKEN_URL = f"{server.url}/token"
        settings.FETCH_ALLOW = [server.allow]
        settings.SOCIAL_KEYS = {"microsoft": KEYS}
        yield MicrosoftThere(stand_in)
