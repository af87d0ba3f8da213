"""The ISO week a person lives in."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo


def iso_week(at: datetime, *, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Monday 00:00 to the next Monday 00:00 in `zone`, as UTC instants, half-open.

    A week in which the clocks change has 167 or 169 hours.
    """
    today = at.astimezone(zone).date()
    monday = today - timedelta(days=today.weekday())
    start, end = (
        datetime.combine(day, time(), zone).astimezone(UTC)
        for day in (monday, monday + timedelta(days=7))
    )
    return start, end
