"""Say how a session went when it is over: its state, and who came."""

from datetime import datetime

from django.db.models import Min

from feedback.actions.reviews import open_reviews
from interviews.models import Participation, Session
from room.domain.attendance import attendance
from room.domain.door import OPENS_BEFORE
from room.models import Visit


def close_session(session: Session, *, now: datetime) -> None:
    """Completed if both people came, missed if not; attendance from their visits.

    The caller holds the session's lock and has made sure that it is live. Visits before the
    room opened (of a time from which the session has since been moved) do not count.
    """
    came = _first_joins(session)
    places = list(session.participations.all())
    for place in places:
        place.attendance = attendance(
            came.get(place.user_id), starts_at=session.starts_at, anybody_came=bool(came)
        )
    Participation.objects.bulk_update(places, ["attendance"])
    is_held = all(place.user_id in came for place in places)
    session.state = Session.State.COMPLETED if is_held else Session.State.MISSED
    session.changed_at = now
    session.save(update_fields=["state", "changed_at"])
    if is_held:
        open_reviews(session, now=now)


def _first_joins(session: Session) -> dict[int, datetime]:
    visits = Visit.objects.filter(
        room__session=session, joined_at__gte=session.starts_at - OPENS_BEFORE
    )
    joins = visits.values("user_id").annotate(first=Min("joined_at"))
    return dict(joins.values_list("user_id", "first"))
