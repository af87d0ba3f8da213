"""Calendars of elsewhere, for tests: their text, and sources that have been read."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from django.utils import timezone

from accounts.models import User
from scheduling.models import BusyInterval, CalendarSource

EMPTY = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//tests//EN\r\nEND:VCALENDAR\r\n"
TITLE = "Talk with the rival firm"


def ics(*times: tuple[datetime, datetime], uids: Iterable[str] = (), extra: str = "") -> bytes:
    """A calendar with an event at each of `times`."""
    names = [*uids, *(f"event-{number}@example.org" for number in range(len(times)))]
    events = "".join(
        f"BEGIN:VEVENT\r\nUID:{uid}\r\nDTSTAMP:20260101T000000Z\r\nDTSTART:{_utc(start)}\r\n"
        f"DTEND:{_utc(end)}\r\nSUMMARY:{TITLE}\r\nEND:VEVENT\r\n"
        for uid, (start, end) in zip(names, times, strict=False)
    )
    return EMPTY.replace(b"END:VCALENDAR", f"{events}{extra}END:VCALENDAR".encode())


def _utc(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def hour(start: datetime, hours: float = 1) -> tuple[datetime, datetime]:
    return start, start + timedelta(hours=hours)


def busy(
    user: User, *times: tuple[datetime, datetime], name: str = "Work", kind: str = "upload"
) -> CalendarSource:
    """A source that was read a moment ago and says so."""
    now = timezone.now()
    fields = {"secret_address": "-", "next_try_at": now} if kind == "ics_url" else {}
    source = CalendarSource.objects.create(
        user=user, kind=kind, name=name, created_at=now, last_success_at=now, **fields
    )
    BusyInterval.objects.bulk_create(
        BusyInterval(source=source, user=user, starts_at=start, ends_at=end) for start, end in times
    )
    return source


def intervals(source: CalendarSource) -> list[tuple[datetime, datetime]]:
    rows = source.busy_intervals.order_by("starts_at")
    return list(rows.values_list("starts_at", "ends_at"))
