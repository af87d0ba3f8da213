"""Say how a session went when it is over: who came, and with that its state."""

from datetime import datetime

from django.db.models import Min

from accounts.models import User
from feedback.actions.reviews import open_reviews
from interviews.actions import attendance as marks_of_session
from interviews.domain.booking_life import Stage
from interviews.models import Session
from room.domain.attendance import attendance
from room.domain.door import OPENS_BEFORE
from room.models import Visit
from room.queries.rooms import begun_legs
from room.queries.uptime import was_site_up_for


def close_session(session: Session, *, by: User | None, now: datetime) -> None:
    """Completed if both people came, else a no-show or not held; marks from their visits.

    `by` is None where time ended it. The caller holds the session's lock and has made sure that
    it is live. Visits before the room opened (of a time from which the session has since been
    moved) do not count.
    """
    came = _first_joins(session)
    site_was_up = was_site_up_for(session, now=now)
    marks = {
        place.user_id: attendance(
            came.get(place.user_id),
            starts_at=session.starts_at,
            anybody_came=bool(came),
            site_was_up=site_was_up,
        )
        for place in session.participations.all()
    }
    step = marks_of_session.close_session(session, marks=marks, by=by, now=now)
    if step.target == Stage.COMPLETED:
        open_reviews(session, legs=begun_legs(session), now=now)


def _first_joins(session: Session) -> dict[int, datetime]:
    visits = Visit.objects.filter(
        room__session=session, joined_at__gte=session.starts_at - OPENS_BEFORE
    )
    joins = visits.values("user_id").annotate(first=Min("joined_at"))
    return dict(joins.values_list("user_id", "first"))
