"""The spans around a booked time that more than one app goes by."""

from datetime import datetime, timedelta

ROOM_OPENS_BEFORE = timedelta(minutes=15)
PACKET_OPENS_BEFORE = timedelta(hours=24)
GRACE = timedelta(minutes=15)  # how far a session may run past its booked end
LATE_CANCEL = timedelta(hours=24)  # cancelling later than this before the start is late
UNDO_END_WITHIN = timedelta(minutes=5)
UNDO_WITHIN = timedelta(minutes=15)  # of cancelling, declining, withdrawing, deciding
DISPUTE_WITHIN = timedelta(hours=72)  # of the marks of who came


def packet_opens_at(starts_at: datetime) -> datetime:
    """From when on an interviewer may read what they are to ask."""
    return starts_at - PACKET_OPENS_BEFORE


def is_packet_open(*, starts_at: datetime, now: datetime) -> bool:
    return now >= packet_opens_at(starts_at)


def is_late_cancel(starts_at: datetime, *, now: datetime) -> bool:
    return starts_at - now < LATE_CANCEL
