"""A session's room, and where its clock stands."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Prefetch

from accounts.models import User
from interviews.domain.session_times import GRACE
from interviews.domain.timetable import DEBRIEF_MINUTES
from interviews.models import Leg, Participation, Session
from room.domain import clock
from room.domain.door import OPENS_BEFORE
from room.models import Release, Room, Visit

HERE_FOR = timedelta(seconds=30)  # a connection that said nothing for so long is gone


def session_for_room(public_id: UUID, *, user: User) -> Session | None:
    """The session with its people and legs, without packets; None if `user` is not in it."""
    legs = Leg.objects.select_related("interviewer__profile", "candidate__profile")
    places = Participation.objects.select_related("user__profile").order_by("pk")
    return (
        Session.objects.of(user)
        .filter(public_id=public_id)
        .select_related("room")
        .prefetch_related(
            Prefetch("legs", queryset=legs.order_by("number")),
            Prefetch("participations", queryset=places),
        )
        .first()
    )


def room_of(session: Session) -> Room | None:
    """The session's room; None until somebody has entered it."""
    try:
        return session.room
    except Room.DoesNotExist:
        return None


def plan_of(session: Session) -> clock.Plan:
    """The booked phases, and the instant by which all must be over."""
    return clock.Plan(
        leg_minutes=tuple(leg.minutes for leg in session.legs.all()),
        debrief_minutes=DEBRIEF_MINUTES[session.mode],
        latest_end_at=session.ends_at + GRACE,
    )


def stored_moment(room: Room) -> clock.Moment:
    """The clock as it was last written, however long ago."""
    return clock.Moment(room.phase, room.phase_started_at, room.phase_ends_at, room.revision)


def moment_of(session: Session, *, now: datetime) -> clock.Moment:
    """Where the session stands at `now`, also when no job has written it down yet."""
    room = room_of(session)
    if not session.is_live:
        ended_at = (room and room.ended_at) or session.ends_at
        return clock.Moment(clock.ENDED, ended_at, None, room.revision if room else 0)
    if room is None:
        return clock.Moment(clock.LOBBY, session.starts_at - OPENS_BEFORE, None, 0)
    return clock.caught_up(stored_moment(room), now=now, plan=plan_of(session))


def running_leg(session: Session, moment: clock.Moment) -> Leg | None:
    """The leg that runs, or None in the lobby, the debrief and after the end."""
    return next((leg for leg in session.legs.all() if leg.number == moment.leg_number), None)


def begun_legs(session: Session) -> list[Leg]:
    """The legs that the clock has begun; all of them if it was never started.

    Two people who came and left the clock alone held their interviews beside it.
    """
    begun = session.legs.filter(releases__item=Release.Item.BRIEF).order_by("number")
    return list(begun) or list(session.legs.all())


def people_here(room: Room | None, *, now: datetime) -> frozenset[int]:
    """Ids of the people with a connection that was heard of in the last 30 seconds."""
    if room is None:
        return frozenset()
    visits = Visit.objects.filter(room=room, left_at=None, seen_at__gt=now - HERE_FOR)
    return frozenset(visits.values_list("user_id", flat=True))
