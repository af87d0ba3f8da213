"""All that a session's page says to one reader."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from accounts.models import User
from interviews.actions.sessions import MAX_MOVES
from interviews.domain.session_times import is_late_cancel, is_packet_open
from interviews.models import Participation, Session
from interviews.permissions import is_participant
from interviews.queries.readings import people_prepared
from interviews.queries.sessions import partner_in, people_of, place_of
from scheduling.domain.alternatives import spread_starts
from scheduling.domain.clock_changes import ClockChange, clock_changes
from scheduling.domain.intervals import intersect
from scheduling.domain.roles import LegRoles
from scheduling.domain.rules import MIN_NOTICE, REMINDERS, move_closes_at
from scheduling.models import Proposal
from scheduling.queries.free_time import free_time
from scheduling.queries.proposals import open_move_of
from scheduling.queries.roles import debrief_minutes, roles_in_session
from scheduling.queries.session_rows import sessions_with_forms

RECONFIRM_FROM = timedelta(hours=25)  # the mail that asks for it comes 24 h before
LOOK_AHEAD = timedelta(days=21)  # for another time


@dataclass(frozen=True)
class ClockNotice:
    """A clock change between now and the session: whose, and what it is."""

    is_reader: bool
    change: ClockChange


@dataclass(frozen=True)
class SessionPage:
    """For a coach, who only looks on, `place` is None and every `can_` is False.

    `partner` is None for a coach, and where the partner has erased their account.
    """

    session: Session
    is_own: bool
    roles: list[LegRoles]
    debrief_minutes: int
    people: list[User]
    partner: User | None
    place: Participation | None
    partner_place: Participation | None
    clock_notices: list[ClockNotice]
    open_move: Proposal | None
    move_closes_at: datetime
    packet_title: str  # of the question the reader will ask; "" if they ask none
    is_packet_open: bool  # to read
    is_prepared: bool  # the reader passed the questions on it
    partner_is_prepared: bool
    is_over: bool
    has_feedback: bool  # forms to write or to read
    is_late_cancel: bool
    can_cancel: bool
    can_move: bool
    why_no_move: str
    can_reconfirm: bool
    will_be_asked: bool  # by mail, whether they come
    moves_left: int


def clock_notices(
    *, zone: str, partner_zone: str, now: datetime, starts_at: datetime
) -> list[ClockNotice]:
    """Every clock change in either person's zone between now and the start; the reader's first."""
    zones = [(True, zone)] + ([(False, partner_zone)] if partner_zone != zone else [])
    return [
        ClockNotice(is_reader=is_reader, change=change)
        for is_reader, name in zones
        for change in clock_changes(name, start=now, end=starts_at)
    ]


def session_page(session: Session, reader: User, *, now: datetime) -> SessionPage:
    """`session` was loaded with its people."""
    is_own = is_participant(reader, session)
    others = [person for person in people_of(session) if person.pk != reader.pk]
    partner = others[0] if is_own and others else None
    place = place_of(session, reader) if is_own else None
    is_before = session.state == Session.State.CONFIRMED and now < session.starts_at
    open_move = open_move_of(session, now=now) if is_own and is_before else None
    why_no_move = _why_no_move(session, open_move=open_move, now=now)
    prepared = people_prepared(session) if is_own else frozenset()
    return SessionPage(
        session=session,
        is_own=is_own,
        roles=roles_in_session(session, reader),
        debrief_minutes=debrief_minutes(session.mode),
        people=people_of(session),
        partner=partner,
        place=place,
        partner_place=place_of(session, partner) if partner else None,
        clock_notices=_notices(session, reader, partner=partner, now=now) if is_before else [],
        open_move=open_move,
        move_closes_at=move_closes_at(session.starts_at),
        packet_title=_packet_title(session, reader),
        is_packet_open=is_packet_open(starts_at=session.starts_at, now=now),
        is_prepared=reader.pk in prepared,
        partner_is_prepared=partner is not None and partner.pk in prepared,
        is_over=not session.is_live or session.ends_at <= now,
        has_feedback=bool(sessions_with_forms([session])),
        is_late_cancel=is_late_cancel(session.starts_at, now=now),
        can_cancel=is_own and is_before,
        can_move=is_own and is_before and not why_no_move,
        why_no_move=why_no_move,
        can_reconfirm=bool(
            is_before
            and place
            and not place.reconfirmed_at
            and now >= session.starts_at - RECONFIRM_FROM
        ),
        will_be_asked=is_before and now < session.starts_at - REMINDERS["day"],
        moves_left=MAX_MOVES - session.moves,
    )


def _notices(
    session: Session, reader: User, *, partner: User | None, now: datetime
) -> list[ClockNotice]:
    zone = reader.profile.timezone
    partner_zone = partner.profile.timezone if partner else zone
    return clock_notices(zone=zone, partner_zone=partner_zone, now=now, starts_at=session.starts_at)


def _packet_title(session: Session, reader: User) -> str:
    """Only the interviewer of a leg may know which question it has."""
    own = [leg for leg in session.legs.all() if leg.interviewer_id == reader.pk]
    return own[0].packet_version.title if own else ""


def _why_no_move(session: Session, *, open_move: Proposal | None, now: datetime) -> str:
    if open_move is not None:
        return "A new time waits for an answer."
    if session.moves >= MAX_MOVES:
        return "This session was moved twice already."
    if now > move_closes_at(session.starts_at):
        return "Moving closed 12 hours before the start."
    return ""


def alternatives(session: Session, reader: User, *, now: datetime) -> list[datetime]:
    """Up to six starts (UTC) in the next three weeks at which both people are free."""
    whole_hour = now.replace(minute=0, second=0, microsecond=0)
    begin, end = whole_hour + MIN_NOTICE + timedelta(hours=1), now + LOOK_AHEAD
    common = intersect(
        free_time(reader, start=begin, end=end),
        free_time(partner_in(session, reader), start=begin, end=end),
    )
    length = session.ends_at - session.starts_at
    return spread_starts(common, length=length, zone=reader.profile.timezone, limit=6, per_day=2)
