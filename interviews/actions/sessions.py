"""Open, move and cancel a session. Whose time it takes is scheduling's business (claims)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from accounts.models import User
from interviews.domain.timetable import Timetable, timetable
from interviews.models import Exposure, Leg, Participation, Session
from interviews.permissions import is_participant
from interviews.queries.packets import packet_for_leg
from interviews.queries.rubrics import current_rubric

MAX_MOVES = 2


class CannotChangeSession(Exception):
    """The session is not in a state that allows it; the message says so to people."""


@dataclass(frozen=True)
class LegPlan:
    """Who will ask whom what, before there is a packet."""

    interviewer: User
    candidate: User
    kind: str  # a Kind value


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
    used: list[int] = []
    for number, (plan_of_leg, minutes) in enumerate(
        zip(legs, plan.leg_minutes, strict=True), start=1
    ):
        leg = _open_leg(session, plan_of_leg, number=number, minutes=minutes, but_not=used)
        used.append(leg.packet_version.packet_id)
        _enter_in_ledger(leg, now=now)
    return session


def _open_leg(
    session: Session, plan: LegPlan, *, number: int, minutes: int, but_not: list[int]
) -> Leg:
    packet = packet_for_leg(
        candidate=plan.candidate, interviewer=plan.interviewer, kind=plan.kind, but_not=but_not
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


def _enter_in_ledger(leg: Leg, *, now: datetime) -> None:
    roles = [
        (Exposure.Role.CANDIDATE, leg.candidate),
        (Exposure.Role.INTERVIEWER, leg.interviewer),
    ]
    Exposure.objects.bulk_create(
        Exposure(user=user, packet_id=leg.packet_version.packet_id, role=role, leg=leg, at=now)
        for role, user in roles
    )


def _change_if_confirmed(session: Session, *, now: datetime, **fields: object) -> None:
    """One conditional update: whoever read an older state of the session loses, and is told."""
    changed = Session.objects.filter(
        pk=session.pk, state=Session.State.CONFIRMED, sequence=session.sequence, starts_at__gt=now
    ).update(sequence=F("sequence") + 1, changed_at=now, **fields)
    if not changed:
        raise CannotChangeSession(_why_not(Session.objects.get(pk=session.pk), now=now))
    session.refresh_from_db()


def _why_not(session: Session, *, now: datetime) -> str:
    if session.state == Session.State.CANCELLED:
        return "This session was cancelled already. Nothing was changed."
    if session.state != Session.State.CONFIRMED or session.starts_at <= now:
        return "This session has begun or is over, so its time stands. Nothing was changed."
    return "This session was changed a moment ago. Look at it again before you change it."


@transaction.atomic
def shift_session(session: Session, *, starts_at: datetime, by: User, now: datetime) -> Session:
    """The same session at another start (UTC), as long as before; both must reconfirm.

    At most MAX_MOVES times. Raises CannotChangeSession.
    """
    if not is_participant(by, session):
        raise CannotChangeSession("Only the two people of a session can move it.")
    if session.moves >= MAX_MOVES:
        raise CannotChangeSession(
            "This session was moved twice already. Keep its time, or cancel it and book another."
        )
    length = session.ends_at - session.starts_at
    _change_if_confirmed(
        session, now=now, starts_at=starts_at, ends_at=starts_at + length, moves=F("moves") + 1
    )
    Participation.objects.filter(session=session).update(reconfirmed_at=None)
    return session


@transaction.atomic
def cancel_session(session: Session, *, reason: str, by: User, now: datetime) -> Session:
    """Cancelled, before its start. Raises CannotChangeSession.

    Its candidates have not met their packets and may get them another day; its interviewers may
    have read theirs already, so their ledger stands.
    """
    if not is_participant(by, session):
        raise CannotChangeSession("Only the two people of a session can cancel it.")
    _change_if_confirmed(
        session,
        now=now,
        state=Session.State.CANCELLED,
        cancelled_at=now,
        cancelled_by=by,
        cancel_reason=reason,
    )
    Exposure.objects.filter(leg__session=session, role=Exposure.Role.CANDIDATE).delete()
    return session


@transaction.atomic
def reconfirm_session(session: Session, *, by: User, now: datetime) -> None:
    """`by` says again that they will come. Saying it twice keeps the first time."""
    if session.state != Session.State.CONFIRMED or session.ends_at <= now:
        raise CannotChangeSession(_why_not(session, now=now))
    Participation.objects.filter(session=session, user=by, reconfirmed_at=None).update(
        reconfirmed_at=now
    )


@transaction.atomic
def set_meeting_url(session: Session, *, url: str, by: User) -> None:
    """Keep the address (https, or empty for none) of an outside call; either person may.

    It is no change of time or state: the calendar's SEQUENCE stays. Raises CannotChangeSession.
    """
    if not is_participant(by, session):
        raise CannotChangeSession("Only the two people of a session can set its meeting link.")
    if url and not url.startswith("https://"):
        raise CannotChangeSession("A meeting link starts with https://.")
    changed = Session.objects.live().filter(pk=session.pk).update(meeting_url=url)
    if not changed:
        raise CannotChangeSession("This session is over or cancelled; its meeting link stays.")
    session.meeting_url = url
