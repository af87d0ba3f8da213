"""Open, move and cancel a session. Whose time it takes is scheduling's business (claims)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from accounts.models import User
from interviews.actions.ledger import enter_in_ledger, note_candidate
from interviews.actions.life import CHANGED_MEANWHILE, CannotChangeSession, take_step
from interviews.actions.replacement import replace_packet
from interviews.domain.booking_life import BEGUN, NOTHING_CHANGED, Event, Who
from interviews.domain.timetable import Timetable, timetable
from interviews.models import Exposure, Leg, Packet, Participation, Session
from interviews.permissions import is_participant
from interviews.queries.packets import packet_for_leg
from interviews.queries.rubrics import current_rubric

MAX_MOVES = 2


@dataclass(frozen=True)
class LegPlan:
    """Who will ask whom what, before there is a packet."""

    interviewer: User
    candidate: User
    kind: str  # a Kind value
    # What the candidate would gain most from, as in interviews.domain.choosing.Need.
    practice: Mapping[str, float] = field(default_factory=dict)
    drill: str = ""


def timetable_of(mode: str, *, legs: list[LegPlan]) -> Timetable:
    """The minutes of a session of `mode` (a Mode value), with each candidate's extra time."""
    extra = tuple(leg.candidate.profile.extra_time_percent for leg in legs)
    return timetable(mode, extra_time_percents=extra)


@transaction.atomic
def open_session(
    *, mode: str, starts_at: datetime, legs: list[LegPlan], by: User, now: datetime
) -> Session:
    """A confirmed session with its people, legs, packets and rubrics.

    `starts_at` is UTC. Both people are entered in the ledger of who knows which packet, so that
    nothing booked in the meantime gives one of them the same question as candidate. Raises
    NoPacketLeft, NoRubric, and CannotChangeSession if `by` is not one of the legs' people.
    """
    people = [legs[0].candidate, legs[0].interviewer]
    if by not in people:
        raise CannotChangeSession("Only the two people of a session can open it.")
    plan = timetable_of(mode, legs=legs)
    session = Session.objects.create(
        mode=mode,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=plan.booked_minutes),
        created_at=now,
        changed_at=now,
    )
    Participation.objects.bulk_create(Participation(session=session, user=user) for user in people)
    used: list[str] = []
    for number, (plan_of_leg, minutes) in enumerate(
        zip(legs, plan.leg_minutes, strict=True), start=1
    ):
        leg = _open_leg(session, plan_of_leg, number=number, minutes=minutes, but_not=used)
        used.append(leg.packet_version.packet.family)
        enter_in_ledger(leg, now=now)
    return session


def _open_leg(
    session: Session, plan: LegPlan, *, number: int, minutes: int, but_not: list[str]
) -> Leg:
    packet = packet_for_leg(
        candidate=plan.candidate,
        interviewer=plan.interviewer,
        kind=plan.kind,
        practice=plan.practice,
        drill=plan.drill,
        but_not=but_not,
    )
    return Leg.objects.create(
        session=session,
        number=number,
        interviewer=plan.interviewer,
        candidate=plan.candidate,
        kind=plan.kind,
        minutes=minutes,
        packet_version=packet,
        rubric_version=current_rubric(plan.kind),
    )


@transaction.atomic
def shift_session(session: Session, *, starts_at: datetime, by: User, now: datetime) -> Session:
    """The same session at another start (UTC), as long as before; both must reconfirm.

    At most MAX_MOVES times. Raises CannotChangeSession.
    """
    if session.moves >= MAX_MOVES:
        raise CannotChangeSession(
            "This session was moved twice already. Keep its time, or cancel it and book another."
        )
    length = session.ends_at - session.starts_at
    take_step(
        session,
        Event.MOVE,
        by=by,
        now=now,
        details={"old_starts_at": session.starts_at.isoformat()},
        starts_at=starts_at,
        ends_at=starts_at + length,
        moves=F("moves") + 1,
    )
    Participation.objects.filter(session=session).update(reconfirmed_at=None)
    return session


@transaction.atomic
def cancel_session(session: Session, *, reason: str, by: User, now: datetime) -> Session:
    """Cancelled, before its start. Raises CannotChangeSession.

    Its candidates have not met their packets and may get them another day; its interviewers may
    have read theirs already, so their ledger stands.
    """
    take_step(
        session,
        Event.CANCEL,
        by=by,
        now=now,
        cancelled_at=now,
        cancelled_by=by,
        cancel_reason=reason,
    )
    Exposure.objects.filter(leg__session=session, role=Exposure.Role.CANDIDATE).delete()
    return session


@transaction.atomic
def restore_session(session: Session, *, by: User, now: datetime) -> Session:
    """Whoever cancelled takes it back. Raises CannotChangeSession and NoPacketLeft.

    What its candidates would practise is theirs again; a question that one of them was given
    elsewhere in the meantime, or that leaked, is replaced.
    """
    role = Who.PARTNER if is_participant(by, session) and session.cancelled_by_id != by.pk else None
    take_step(
        session,
        Event.UNDO_CANCEL,
        by=by,
        now=now,
        role=role,
        since=session.cancelled_at,
        cancelled_at=None,
        cancelled_by=None,
        cancel_reason="",
    )
    people = ("candidate__preparation", "candidate__profile", "interviewer__preparation")
    for leg in session.legs.select_related("packet_version__packet", *people):
        packet = leg.packet_version.packet
        taken = Exposure.objects.filter(user=leg.candidate, packet__family=packet.family)
        if packet.status == Packet.Status.LEAKED or taken.exists():
            replace_packet(leg, now=now)
        else:
            note_candidate(leg, now=now)
    return session


@transaction.atomic
def reconfirm_session(session: Session, *, by: User, now: datetime) -> bool:
    """`by` says again that they will come, at the time that `session` shows, until it starts.

    Saying it twice keeps the first time; False then. Raises CannotChangeSession, also when the
    session has moved since it was read.
    """
    # Locked: whoever moves the session at this moment asks anew, and must not find this answer.
    current = Session.objects.select_for_update().get(pk=session.pk)
    is_same = current.state == Session.State.CONFIRMED and current.sequence == session.sequence
    if not is_same or current.starts_at <= now:
        is_cancelled = current.state == Session.State.CANCELLED
        words = "This session was cancelled already." if is_cancelled else BEGUN
        is_moved = current.state == Session.State.CONFIRMED and current.starts_at > now
        raise CannotChangeSession(CHANGED_MEANWHILE if is_moved else f"{words} {NOTHING_CHANGED}")
    places = Participation.objects.filter(session=session, user=by)
    return bool(places.filter(reconfirmed_at=None).update(reconfirmed_at=now))


@transaction.atomic
def set_meeting_url(session: Session, *, url: str, by: User, now: datetime) -> None:
    """Keep the address (https, or empty for none) of an outside call; either person may.

    It is no change of time or state: the calendar's SEQUENCE stays, and LAST-MODIFIED does not.
    Raises CannotChangeSession.
    """
    if not is_participant(by, session):
        raise CannotChangeSession("Only the two people of a session can set its meeting link.")
    if url and not url.startswith("https://"):
        raise CannotChangeSession("A meeting link starts with https://.")
    live = Session.objects.live().filter(pk=session.pk)
    changed = live.update(meeting_url=url, changed_at=now)
    if not changed:
        raise CannotChangeSession("This session is over or cancelled; its meeting link stays.")
    session.meeting_url, session.changed_at = url, now
