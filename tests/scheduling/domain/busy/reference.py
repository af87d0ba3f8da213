"""Busy time by icalendar and recurring-ical-events on the whole file: what ours is held against.

The least that makes the libraries safe and comparable: bytes only, no zones left over from another
file, ends counted from the instant of the start, cancelled and transparent left out.
"""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import recurring_ical_events
from icalendar import Calendar
from icalendar.timezone import tzp

from scheduling.domain.intervals import Interval, clip, merge

MARGIN = timedelta(days=2)


def busy_by_libraries(
    raw: bytes, *, home_zone: str, start: datetime, end: datetime
) -> list[Interval]:
    tzp.use_zoneinfo()  # forgets the zones that another file has defined
    busy: list[Interval] = []
    for calendar in Calendar.from_ical(raw, multiple=True):
        calendar.pop("X-WR-TIMEZONE", None)
        query = recurring_ical_events.of(calendar, components=["VEVENT"])
        events = query.between(start - MARGIN, end + MARGIN)
        busy += [_interval(each, ZoneInfo(home_zone)) for each in events if not _is_free(each)]
    return clip(merge(busy), start=start, end=end)


def _is_free(event: Any) -> bool:
    return (
        str(event.get("STATUS", "")).upper() == "CANCELLED"
        or str(event.get("TRANSP", "")).upper() == "TRANSPARENT"
        or str(event.get("X-MICROSOFT-CDO-BUSYSTATUS", "")).upper() == "FREE"
    )


def _interval(event: Any, home: ZoneInfo) -> Interval:
    begins, ends = event["DTSTART"].dt, event["DTEND"].dt
    if not isinstance(begins, datetime):
        return tuple(_instant(each, home) for each in (begins, ends))  # type: ignore[return-value]
    return _instant(begins, home), _instant(begins, home) + (ends - begins)


def _instant(at: date, home: ZoneInfo) -> datetime:
    if not isinstance(at, datetime):
        at = datetime.combine(at, time())
    return (at if at.tzinfo else at.replace(tzinfo=home)).astimezone(UTC)
