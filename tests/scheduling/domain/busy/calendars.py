"""Calendars written in a few lines, and their busy time in a few characters."""

from datetime import UTC, datetime

from scheduling.domain.busy.reading import Busy, read_busy

YEAR = (datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC))


def calendar(*events: str, head: str = "", tail: str = "") -> str:
    """A VCALENDAR; an event without a UID line is given one by its place."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", *head.split()]
    for number, event in enumerate(events):
        uid = [] if "UID" in event else [f"UID:event-{number}"]
        lines += ["BEGIN:VEVENT", *uid, *event.strip().splitlines(), "END:VEVENT"]
    return "\r\n".join([*lines, *tail.split(), "END:VCALENDAR", ""])


def read(
    *events: str,
    home: str = "America/New_York",
    me: tuple[str, ...] = (),
    head: str = "",
    tail: str = "",
) -> Busy:
    return read_raw(calendar(*events, head=head, tail=tail).encode(), home=home, me=me)


def read_raw(raw: bytes, *, home: str = "America/New_York", me: tuple[str, ...] = ()) -> Busy:
    return read_busy(raw, home_zone=home, start=YEAR[0], end=YEAR[1], me=frozenset(me))


def times(busy: Busy) -> list[str]:
    """["03-09 11:00–03-10 11:00"], in UTC."""
    return [f"{begins:%m-%d %H:%M}–{ends:%m-%d %H:%M}" for begins, ends in busy.intervals]
