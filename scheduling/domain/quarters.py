"""The quarter hours that a session holds. All instants are aware; a day has 96 in every zone."""

from datetime import UTC, datetime, timedelta

QUARTER = timedelta(minutes=15)


def is_on_quarter(at: datetime) -> bool:
    """Whether `at` lies on a quarter of an hour of UTC, which is one in every zone of today."""
    at = at.astimezone(UTC)
    return at.minute % 15 == 0 and at.second == 0 and at.microsecond == 0


def quarters(start: datetime, end: datetime) -> list[datetime]:
    """The quarters that [start, end) touches, by their first instant, in UTC and in order."""
    start = start.astimezone(UTC)
    at = start.replace(minute=start.minute // 15 * 15, second=0, microsecond=0)
    touched = []
    while at < end:
        touched.append(at)
        at += QUARTER
    return touched
