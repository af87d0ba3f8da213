"""Write down who came, take that back, and let it become final."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from accounts.models import User
from interviews.actions.life import take_step
from interviews.domain.booking_life import ENDED, Event, Outcome, Stage, Step, outcome_of
from interviews.domain.session_times import DISPUTE_WITHIN
from interviews.models import Dispute, Participation, Session
from jobs.actions import enqueue

UNKNOWN = Participation.Attendance.UNKNOWN


def outcome_in(session: Session) -> Outcome:
    """What the stored marks of a session amount to."""
    places = Participation.objects.filter(session=session)
    return outcome_of([(place.attendance, place.first_joined_at is not None) for place in places])


@transaction.atomic
def close_session(
    session: Session, *, marks: Mapping[int, str], by: User | None, now: datetime
) -> Step:
    """The session is over: who came (Attendance by user id), and what follows for its state.

    `by` is None where time itself ended it. The marks become final after 72 hours, unless they
    are disputed. Raises CannotChangeSession.
    """
    places = list(Participation.objects.filter(session=session))
    for place in places:
        place.attendance, place.settled_at = marks.get(place.user_id, UNKNOWN), None
    Participation.objects.bulk_update(places, ["attendance", "settled_at"])
    step = take_step(
        session, Event.CLOSE, by=by, now=now, outcome=outcome_in(session), marked_at=now
    )
    enqueue(
        "interviews.settle_marks",
        key=f"settle-marks:{session.pk}:{now.isoformat()}",
        run_at=now + DISPUTE_WITHIN,
        now=now,
        session_id=session.pk,
        marked_at=now.isoformat(),
    )
    return step


@transaction.atomic
def resume_session(session: Session, *, ended_at: datetime, by: User, now: datetime) -> None:
    """It goes on where a person ended it: nobody has a mark yet. Raises CannotChangeSession."""
    take_step(session, Event.RESUME, by=by, now=now, since=ended_at, marked_at=None)
    Participation.objects.filter(session=session).update(attendance=UNKNOWN, settled_at=None)


@transaction.atomic
def settle_marks(session_id: int, *, marked_at: datetime, now: datetime) -> None:
    """The marks of `marked_at` are final, but for those that are disputed."""
    session = Session.objects.select_for_update().filter(pk=session_id, marked_at=marked_at).first()
    if session is None or session.stage not in (*ENDED, Stage.DISPUTED):
        return
    places = Participation.objects.filter(session=session, settled_at=None)
    disputed = Dispute.objects.open().filter(place__session=session).values_list("place_id")
    undisputed = places.exclude(pk__in=disputed)
    if undisputed.exists():
        take_step(session, Event.SETTLE, by=None, now=now, since=marked_at)
        undisputed.update(settled_at=now)
