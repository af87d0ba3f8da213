"""Somebody's calendars elsewhere: as their own page shows them, and for their export."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from accounts.models import User
from scheduling.domain.refresh_plan import AHEAD_OF_A_FILE
from scheduling.models import BusyInterval, CalendarSource
from scheduling.models.calendars import CalendarSourceQuerySet

OLD = timedelta(hours=2)  # by then several tries in a row have failed
SHOWN_REFUSED = 20
ENDS_SOON = AHEAD_OF_A_FILE / 6


@dataclass(frozen=True)
class SourceRow:
    """A calendar as its owner sees it. `tone`: "ok", "warn" or "bad"; `state` in words."""

    source: CalendarSource
    tone: str
    state: str

    @property
    def refused(self) -> list[dict[str, str]]:
        return list(self.source.refused[:SHOWN_REFUSED])

    @property
    def more_refused(self) -> int:
        return max(0, len(self.source.refused) - SHOWN_REFUSED)


def source_rows(user: User, *, now: datetime) -> list[SourceRow]:
    """All of the person's, the first added on top; one query."""
    return [SourceRow(source, *_state(source, now=now)) for source in sources_of(user)]


def sources_of(user: User) -> CalendarSourceQuerySet:
    return CalendarSource.objects.of(user)


def find_source(public_id: UUID, *, user: User) -> CalendarSource | None:
    """One of the person's own."""
    sources = sources_of(user).filter(public_id=public_id)
    return sources.select_related("user__profile", "account").first()


def _state(source: CalendarSource, *, now: datetime) -> tuple[str, str]:
    if source.last_success_at is None:
        return ("bad", "Never read") if source.last_tried_at else ("warn", "Not read yet")
    if not source.is_refreshed:
        if source.read_until is None or source.read_until <= now:
            return "bad", "Out of date"
        if source.read_until <= now + ENDS_SOON:
            return "warn", "Ends soon"
        return "ok", "Read from a file"
    if source.failures:
        return ("bad" if source.is_older_than(OLD, now=now) else "warn"), "Cannot be read"
    return "ok", "Up to date"


def unread_sources(user: User, *, now: datetime) -> list[CalendarSource]:
    """Those whose last good reading is old: what they said then stands, but it may have changed."""
    return [source for source in sources_of(user).refreshed() if source.is_older_than(OLD, now=now)]


def own_sources(user: User) -> list[Any]:
    """For the export of somebody's data: all but the address, which opens the calendar."""
    busy: dict[int, list[dict[str, datetime]]] = {}
    rows = BusyInterval.objects.filter(user=user).order_by("starts_at")
    for pk, starts_at, ends_at in rows.values_list("source_id", "starts_at", "ends_at"):
        busy.setdefault(pk, []).append({"starts_at": starts_at, "ends_at": ends_at})
    fields = (
        *("name", "kind", "created_at", "last_success_at", "last_tried_at", "problem"),
        *("events_read", "refused", "warnings"),
    )
    return [
        {name: getattr(source, name) for name in fields} | {"busy": busy.get(source.pk, [])}
        for source in sources_of(user)
    ]
