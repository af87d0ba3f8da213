"""A calendar at a service, and what its owner does in it: the same for every kind of service."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

from scheduling.domain.ical import CalendarEntry
from scheduling.remote.contract import BusyWanted, CalendarService, Copy

START = datetime(2026, 12, 1, 18, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


class There(Protocol):
    calendar: str  # the ref of the one that is written into

    def open(self, *, seconds: float = 5.0) -> CalendarService:
        """The account, as if nothing had been asked of it before."""

    def move(self, copy: Copy, by: timedelta) -> None: ...

    def annotate(self, copy: Copy) -> None:
        """Change something of it that is not ours."""

    def note_of(self, copy: Copy) -> str:
        """What `annotate` has written, "" if it is lost."""

    def remove(self, copy: Copy) -> None: ...

    def add(self, start: datetime, end: datetime) -> None:
        """An event of their own."""

    def count(self) -> int:
        """Of all events that stand there."""

    def forget_cursors(self) -> None: ...

    def lose_sign_in(self) -> None: ...

    def stall(self, seconds: float) -> None:
        """Before each answer."""


def entry(**more: Any) -> CalendarEntry:
    usual: Mapping[str, Any] = {
        "uid": "0d3c1fb2-6f0e-4b0e-9c53-1f8f2b8b1b11",
        "sequence": 0,
        "starts_at": START,
        "ends_at": START + HOUR,
        "created_at": START - timedelta(days=3),
        "changed_at": START - timedelta(days=3),
        "summary": "Interview practice with Calm Heron 4821",
        "description": "Two legs.\nBring paper.",
        "url": "https://prep.example.org/sessions/0d3c1fb2/",
        "is_cancelled": False,
    }
    return CalendarEntry(**{**usual, **more})


def moved(**more: Any) -> CalendarEntry:
    """The same session a day later."""
    day = timedelta(days=1)
    usual = {"sequence": 1, "starts_at": START + day, "ends_at": START + day + HOUR}
    return entry(**{**usual, **more})


def wanted(**more: Any) -> BusyWanted:
    span = {"start": START - timedelta(days=1), "end": START + timedelta(days=90)}
    return BusyWanted(**{**span, "home_zone": "Europe/Berlin", **more})
