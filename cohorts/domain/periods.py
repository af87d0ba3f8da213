"""When a cohort's dates begin and end. Its dates have no zone: the last one ends with the
last zone on earth (UTC−12), so that nobody loses an evening of it."""

from datetime import UTC, date, datetime, time, timedelta

LAST_ZONE_ON_EARTH = timedelta(hours=12)  # behind UTC


def last_date_counted(at: datetime) -> date:
    """The earliest date that is not over everywhere at `at` (aware)."""
    return (at.astimezone(UTC) - LAST_ZONE_ON_EARTH).date()


def end_of(ends_date: date) -> datetime:
    """The instant (UTC) at which `ends_date` is over everywhere; sessions before it count."""
    return datetime.combine(ends_date + timedelta(days=1), time(), UTC) + LAST_ZONE_ON_EARTH


def is_over(ends_date: date, *, now: datetime) -> bool:
    return now >= end_of(ends_date)
