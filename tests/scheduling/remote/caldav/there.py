"""A CalDAV account at a real Radicale, as every service is asked of."""

import contextlib
import secrets
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from scheduling.remote.caldav.service import CalDav
from scheduling.remote.contract import Copy
from tests.scheduling.calendars import ics
from tests.scheduling.http_server import serving
from tests.scheduling.radicale import Line, Owner, Radicale, Reply

NOTE = "CATEGORIES:Bring water"


class CalDavThere:
    def __init__(self, line: Line) -> None:
        self.line = line
        self.owner: Owner = line.owner
        self.here = self.owner.calendar()
        self.calendar = line.server.url + self.here.removeprefix(self.owner.server.url)
        self.owner.calendar_to_read()

    def open(self, *, seconds: float = 5.0) -> CalDav:
        return CalDav({**self.owner.secret, "address": self.line.server.url}, seconds)

    def move(self, copy: Copy, by: timedelta) -> None:
        start, end = _utc(copy.starts_at + by), _utc(copy.ends_at + by)
        self.owner.move(self._here(copy), start=start, end=end)

    def annotate(self, copy: Copy) -> None:
        text = self.owner.get(self._here(copy)).decode()
        self.owner.put(self._here(copy), text.replace("END:VEVENT", f"{NOTE}\r\nEND:VEVENT"))

    def note_of(self, copy: Copy) -> str:
        return NOTE if NOTE in self.owner.get(self._here(copy)).decode() else ""

    def remove(self, copy: Copy) -> None:
        self.owner.delete(self._here(copy))

    def add(self, start: datetime, end: datetime) -> None:
        name = secrets.token_hex(4)
        self.owner.put(f"{self.here}{name}.ics", ics((start, end), uids=[name]))

    def count(self) -> int:
        return len(self.owner.events(self.here))

    def forget_cursors(self) -> None:
        self.owner.forget_changes(self.here)

    def lose_sign_in(self) -> None:
        self.owner.change_password()

    def stall(self, seconds: float) -> None:
        def late(method: str, reply: Reply) -> Reply:
            time.sleep(seconds)
            return reply

        self.line.edit = late

    def _here(self, copy: Copy) -> str:
        return self.owner.server.url + copy.ref.removeprefix(self.line.server.url)


def _utc(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


@contextlib.contextmanager
def caldav_there(settings: Any, radicale: Radicale) -> Iterator[CalDavThere]:
    with serving() as server:
        settings.FETCH_ALLOW = [server.allow]
        server.handle = line = Line(radicale.newcomer(), server)
        yield CalDavThere(line)
