"""Start a session, move it on, end it. Every change raises the room's revision by one."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.models import User
from feedback.actions.reviews import open_reviews
from interviews.actions.attendance import resume_session
from interviews.actions.life import CannotChangeSession, take_step
from interviews.domain.booking_life import Event
from interviews.models import Leg, Session
from jobs.actions import enqueue
from room.actions.closing import close_session
from room.domain import clock
from room.models import Release, Room
from room.notifications import announce
from room.permissions import can_run_clock
from room.queries.rooms import begun_legs, people_here, plan_of, running_leg, stored_moment
from room.queries.views import can_start, can_undo_end

STALE = "The room has moved on since you saw it. Nothing was changed; look again."


class CannotRunRoom(Exception):
    """The room's clock cannot do that now; the message says why to people."""


@dataclass
class HeldRoom:
    """A session and its room, locked, with the clock caught up to `now`."""

    session: Session
    room: Room
    plan: clock.Plan
    moment: clock.Moment
    now: datetime

    @property
    def leg(self) -> Leg | None:
        return running_leg(self.session, self.moment)


def held_room(session: Session, *, now: datetime) -> HeldRoom:
    """Lock the session, then its room, and write down phases whose time is up."""
    locked = Session.objects.select_for_update().get(pk=session.pk)
    opened, _ = Room.objects.get_or_create(session=locked, defaults={"phase_started_at": now})
    locked.room = Room.objects.select_for_update().get(pk=opened.pk)
    plan = plan_of(locked)
    held = HeldRoom(locked, locked.room, plan, stored_moment(locked.room), now)
    while locked.is_live and held.moment.ends_at is not None and held.moment.ends_at <= now:
        _move(held, clock.advanced(held.moment, at=held.moment.ends_at, plan=plan))
    return held


def held_room_at(session: Session, *, revision: int, now: datetime) -> HeldRoom:
    """`held_room`, if the caller has seen its present state. Raises CannotRunRoom."""
    held = held_room(session, now=now)
    if held.moment.revision != revision:
        raise CannotRunRoom(STALE)
    return held


def _move(held: HeldRoom, moment: clock.Moment, *, by: User | None = None) -> None:
    """Write `moment` into the room, with what follows from it. `by`: who ended the session."""
    held.moment, room = moment, held.room
    room.phase, room.revision = moment.phase, moment.revision
    room.phase_started_at, room.phase_ends_at = moment.started_at, moment.ends_at
    room.ended_at = moment.started_at if moment.phase == clock.ENDED else None
    room.ended_from, room.cut_started_at, room.cut_ends_at = "", None, None
    room.save()
    if held.leg is not None:
        Release.objects.get_or_create(
            leg=held.leg, item=Release.Item.BRIEF, defaults={"at": moment.started_at}
        )
    if moment.phase == clock.DEBRIEF:
        open_reviews(held.session, legs=begun_legs(held.session), now=held.now)
    if moment.phase == clock.ENDED:
        close_session(held.session, by=by, now=held.now)
    if moment.ends_at is not None:
        enqueue(
            "room.advance_phase",
            key=f"room:{room.pk}:{moment.revision}",
            run_at=moment.ends_at,
            now=held.now,
            room_id=room.pk,
            revision=moment.revision,
        )
    announce(held.session)


@transaction.atomic
def start_interviews(session: Session, *, revision: int, by: User, now: datetime) -> None:
    """Begin the first interview. Either person may. Raises CannotRunRoom."""
    held = held_room_at(session, revision=revision, now=now)
    if held.session.state != Session.State.CONFIRMED or held.moment.phase != clock.LOBBY:
        raise CannotRunRoom("The session has started already, or is over. Nothing was changed.")
    if not can_start(held.session, people_here(held.room, now=now), now=now):
        raise CannotRunRoom(
            "You can start when both of you are here, or alone from the booked start until"
            " 15 minutes after the booked end."
        )
    try:
        take_step(held.session, Event.START, by=by, now=now)
    except CannotChangeSession as error:
        raise CannotRunRoom(str(error)) from error
    _move(held, clock.advanced(held.moment, at=now, plan=held.plan))


def _require_clock(held: HeldRoom, by: User) -> None:
    if held.moment.ends_at is None:
        raise CannotRunRoom("Nothing is running. Nothing was changed.")
    if not can_run_clock(by, held.leg):
        raise CannotRunRoom("Only the interviewer of this round can do that.")


@transaction.atomic
def begin_next_phase(session: Session, *, revision: int, by: User, now: datetime) -> None:
    """End the running interview early and go to what follows it. Raises CannotRunRoom."""
    held = held_room_at(session, revision=revision, now=now)
    _require_clock(held, by)
    if held.leg is None:
        raise CannotRunRoom("After the debrief comes only the end of the session.")
    _move(held, clock.advanced(held.moment, at=now, plan=held.plan))


@transaction.atomic
def extend_phase(session: Session, *, revision: int, by: User, now: datetime) -> None:
    """Five more minutes for the running phase. Raises CannotRunRoom."""
    held = held_room_at(session, revision=revision, now=now)
    _require_clock(held, by)
    try:
        longer = clock.extended(held.moment, plan=held.plan)
    except clock.NoRoomToExtend:
        raise CannotRunRoom(
            "There is no room for five more minutes: what follows would end more than"
            " 15 minutes after the booked time."
        ) from None
    _move(held, longer)


@transaction.atomic
def end_session(session: Session, *, revision: int, by: User, now: datetime) -> None:
    """End the session now, whatever runs. Either person may; it can be undone for five minutes.

    Raises CannotRunRoom.
    """
    held = held_room_at(session, revision=revision, now=now)
    if held.moment.ends_at is None:
        raise CannotRunRoom("Nothing is running, so there is nothing to end.")
    cut = held.moment
    try:
        _move(held, clock.ended(cut, at=now), by=by)
    except CannotChangeSession as error:
        raise CannotRunRoom(str(error)) from error
    held.room.ended_from = cut.phase
    held.room.cut_started_at, held.room.cut_ends_at = cut.started_at, cut.ends_at
    held.room.save(update_fields=["ended_from", "cut_started_at", "cut_ends_at"])


@transaction.atomic
def undo_end(session: Session, *, revision: int, by: User, now: datetime) -> None:
    """Take the session up again where a person ended it; nobody loses time by it.

    Either person may, for five minutes. Raises CannotRunRoom.
    """
    held = held_room_at(session, revision=revision, now=now)
    room = held.room
    if not can_undo_end(held.session, room, now=now):
        raise CannotRunRoom(
            "The end can be undone for five minutes, while the booked time lasts. What you wrote"
            " is kept; your feedback is still open."
        )
    assert room.ended_at is not None
    assert room.cut_started_at is not None
    cut = clock.Moment(room.ended_from, room.cut_started_at, room.cut_ends_at, room.revision)
    try:
        resume_session(held.session, ended_at=room.ended_at, by=by, now=now)
    except CannotChangeSession as error:
        raise CannotRunRoom(str(error)) from error
    _move(
        held,
        clock.resumed(cut, ended_at=room.ended_at, revision=room.revision, now=now, plan=held.plan),
    )


@transaction.atomic
def catch_up(session: Session, *, now: datetime) -> None:
    """Write down every phase whose time is up."""
    held_room(session, now=now)


@transaction.atomic
def close_overdue(session: Session, *, now: datetime) -> None:
    """End a session that is 15 minutes past its booked end: completed, or missed."""
    held = held_room(session, now=now)
    if held.session.is_live and now >= held.plan.latest_end_at:
        _move(held, clock.ended(held.moment, at=now))
