"""Days and months as the reader of a mail lives them."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

MORNING = time(9)
AT_LEAST = timedelta(minutes=10)  # what is being written now is stored by then
ZONES_APART = timedelta(hours=14)  # the furthest that a zone is from UTC


def next_morning(now: datetime, *, zone: str) -> datetime:
    """Nine o'clock in `zone`, the first that is at least AT_LEAST away; in UTC."""
    local = (now + AT_LEAST).astimezone(ZoneInfo(zone))
    day = local.date() + timedelta(days=local.time() > MORNING)
    return datetime.combine(day, MORNING, ZoneInfo(zone)).astimezone(UTC)


def month_before(day: date) -> date:
    """The first day of the month before that of `day`."""
    return (day.replace(day=1) - timedelta(days=1)).replace(day=1)


def month_in(zone: str, *, month: date) -> tuple[datetime, datetime]:
    """The month that begins with the date `month` in `zone`, as UTC instants, half-open."""
    following = (month + timedelta(days=31)).replace(day=1)
    begin, end = (
        datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC) for day in (month, following)
    )
    return begin, end
