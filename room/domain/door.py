"""When the room may be entered."""

from datetime import datetime, timedelta

from interviews.domain.session_times import ROOM_OPENS_BEFORE as OPENS_BEFORE

CLOSES_AFTER = timedelta(hours=24)

EARLY = "early"
OPEN = "open"
CLOSED = "closed"


def door(*, starts_at: datetime, ends_at: datetime, now: datetime) -> str:
    """EARLY, OPEN (15 minutes before the start to 24 hours after the end) or CLOSED."""
    if now < starts_at - OPENS_BEFORE:
        return EARLY
    return OPEN if now < ends_at + CLOSES_AFTER else CLOSED
