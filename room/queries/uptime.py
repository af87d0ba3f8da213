from datetime import datetime, timedelta

from interviews.domain.session_times import ROOM_OPENS_BEFORE
from interviews.models import Session
from room.domain.attendance import WORKED_UNTIL, was_up
from room.models import Uptime, Visit

CUT_OFF_AFTER = timedelta(seconds=90)  # three heartbeats of a connection


def was_site_up_for(session: Session, *, now: datetime) -> bool:
    """Whether people could come in around the session's start, as far as anybody knows.

    Two witnesses: the beat of the site, and the visits to this room. A visit whose connection
    never closed (no `left_at`) although it fell silent in those minutes was cut off by the
    death of the server.
    """
    start = session.starts_at - ROOM_OPENS_BEFORE
    end = session.starts_at + WORKED_UNTIL
    stretches = Uptime.objects.order_by("seen_at").values_list("began_at", "seen_at")
    if not was_up(stretches, start=start, end=end, now=now):
        return False
    cut_off = Visit.objects.filter(
        room__session=session, left_at=None, seen_at__gte=start, seen_at__lt=end
    )
    return not cut_off.filter(seen_at__lt=now - CUT_OFF_AFTER).exists()
