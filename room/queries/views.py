"""What one person sees of a room, built from the database by their role."""

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from accounts.models import User
from interviews.domain.session_times import GRACE, UNDO_END_WITHIN, is_packet_open
from interviews.models import Leg, Session
from interviews.queries.sessions import partner_in
from room.domain import clock
from room.domain.door import OPEN, OPENS_BEFORE, door
from room.models import Release, Room
from room.permissions import can_run_clock, is_candidate, is_interviewer
from room.queries.rooms import moment_of, people_here, plan_of, room_of, running_leg

CANCELLED = "cancelled"


@dataclass(frozen=True)
class PhaseStep:
    """A phase in the row of phases. `state` is "done", "now" or "next"."""

    label: str
    minutes: int | None
    state: str


@dataclass(frozen=True)
class Controls:
    """Which buttons this person has now."""

    start: bool
    next_label: str  # empty: no such button
    extend: bool
    end: bool
    undo_end: bool
    write: bool


@dataclass(frozen=True)
class RoomView:
    """Everything but the packets (see queries/panels.py), as one person sees it at one moment."""

    session: Session
    user: User
    partner: User
    at: datetime
    door: str  # one of domain/door.py, or CANCELLED
    moment: clock.Moment
    steps: tuple[PhaseStep, ...]
    leg: Leg | None  # the one that runs
    role: str  # "interviewer", "candidate" or "" while no leg runs
    partner_is_here: bool
    can_read_packet: bool  # their own, as an interviewer
    controls: Controls
    releases: tuple[tuple[int, str, int, datetime], ...]  # leg id, item, index, at

    @property
    def opens_at(self) -> datetime:
        return self.session.starts_at - OPENS_BEFORE

    @property
    def is_open(self) -> bool:
        return self.door == OPEN

    @property
    def owes_feedback(self) -> bool:
        """Whether the forms are open: in the debrief, and after a session that took place."""
        done = self.moment.phase == clock.ENDED and self.session.state == Session.State.COMPLETED
        return done or self.moment.phase == clock.DEBRIEF

    @property
    def interviews(self) -> bool:
        return any(is_interviewer(self.user, leg) for leg in self.session.legs.all())

    @property
    def practises(self) -> bool:
        return any(is_candidate(self.user, leg) for leg in self.session.legs.all())

    @property
    def panel_stamp(self) -> Hashable:
        """Equal stamps: the packet panel would look the same."""
        return (self.door, self.moment.phase, self.role, self.releases, self.can_read_packet)

    @property
    def status_stamp(self) -> Hashable:
        """Equal stamps: clock, phases, presence and buttons would look the same."""
        session = self.session
        return (
            *(self.door, self.moment, self.partner_is_here, self.controls, self.role),
            *(session.state, session.meeting_url, session.starts_at, session.ends_at),
        )


def room_view(session: Session, *, user: User, now: datetime) -> RoomView:
    """The room as `user` (one of its two people) sees it at `now`: two queries."""
    room = room_of(session)
    moment = moment_of(session, now=now)
    leg = running_leg(session, moment)
    partner = partner_in(session, user)
    here = people_here(room, now=now)
    stands = door(starts_at=session.starts_at, ends_at=session.ends_at, now=now)
    return RoomView(
        session=session,
        user=user,
        partner=partner,
        at=now,
        door=CANCELLED if session.state == Session.State.CANCELLED else stands,
        moment=moment,
        steps=_steps(session, moment),
        leg=leg,
        role="" if leg is None else "interviewer" if is_interviewer(user, leg) else "candidate",
        partner_is_here=partner.pk in here,
        can_read_packet=is_packet_open(starts_at=session.starts_at, now=now),
        controls=_controls(session, user, room=room, moment=moment, here=here, now=now),
        releases=_releases(session, user),
    )


def _steps(session: Session, moment: clock.Moment) -> tuple[PhaseStep, ...]:
    plan = plan_of(session)
    at = plan.phases.index(moment.phase)
    return tuple(
        PhaseStep(
            label=Room.Phase(phase).label,
            minutes=plan.minutes_of(phase),
            state="done" if position < at else "now" if position == at else "next",
        )
        for position, phase in enumerate(plan.phases)
    )


def _controls(
    session: Session,
    user: User,
    *,
    room: Room | None,
    moment: clock.Moment,
    here: frozenset[int],
    now: datetime,
) -> Controls:
    leg = running_leg(session, moment)
    is_mine = can_run_clock(user, leg)
    following = Room.Phase(plan_of(session).following(moment.phase))
    return Controls(
        start=session.is_live and moment.phase == clock.LOBBY and can_start(session, here, now=now),
        next_label=following.label if leg is not None and is_mine else "",
        extend=moment.ends_at is not None and is_mine and _fits(session, moment),
        end=moment.ends_at is not None,
        undo_end=room is not None and can_undo_end(session, room, now=now),
        write=session.is_live and moment.phase != clock.ENDED,
    )


def _fits(session: Session, moment: clock.Moment) -> bool:
    try:
        clock.extended(moment, plan=plan_of(session))
    except clock.NoRoomToExtend:
        return False
    return True


def can_start(session: Session, here: frozenset[int], *, now: datetime) -> bool:
    """When both are here, or from the start time on; and while the booked time lasts."""
    both = {place.user_id for place in session.participations.all()} <= here
    return (both or now >= session.starts_at) and now < session.ends_at + GRACE


def can_undo_end(session: Session, room: Room, *, now: datetime) -> bool:
    """For five minutes after a person's End, while the booked time lasts."""
    return (
        session.state in (Session.State.COMPLETED, Session.State.MISSED)
        and bool(room.ended_from)
        and room.ended_at is not None
        and now < room.ended_at + UNDO_END_WITHIN
        and now < session.ends_at + GRACE
    )


def _releases(session: Session, user: User) -> tuple[tuple[int, str, int, datetime], ...]:
    """What has been shown in the legs of this session."""
    rows = Release.objects.filter(
        Q(leg__candidate=user) | Q(leg__interviewer=user), leg__session=session
    ).order_by("at", "pk")
    return tuple(rows.values_list("leg_id", "item", "index", "at"))
