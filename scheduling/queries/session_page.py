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
from scheduling.domain.intervals import Interval, intersect, subtract
from scheduling.domain.roles import LegRoles
from scheduling.domain.rules import MIN_NOTICE, REMINDERS, move_closes_at
from scheduling.models import Proposal, WrittenEvent
from scheduling.queries.free_time import calendars_of
from scheduling.queries.proposals import open_move_of
from scheduling.queries.roles import debrief_minutes, roles_in_session
from scheduling.queries.session_rows import sessions_with_forms
from scheduling.queries.written_events import open_question

RECONFIRM_FROM = timedelta(hours=25)  # the mail that asks for it comes 24 h before
LOOK_AHEAD = timedelta(days=21)  # for another time
ALTERNATIVES = 3


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
    calendar_question: WrittenEvent | None  # the reader moved or deleted it in their calendar
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
    no_move = why_no_move(session, open_move=open_move, now=now)
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
        calendar_question=open_question(session, reader, now=now) if is_own else None,
        move_closes_at=move_closes_at(session.starts_at),
        packet_title=_packet_title(session, reader),
        is_packet_open=is_packet_open(starts_at=session.starts_at, now=now),
        is_prepared=reader.pk in prepared,
        partner_is_prepared=partner is not None and partner.pk in prepared,
        is_over=not session.is_live or session.ends_at <= now,
        has_feedback=bool(sessions_with_forms([session])),
        is_late_cancel=is_late_cancel(session.starts_at, now=now),
        can_cancel=is_own and is_before,
        can_move=is_own and is_before and not no_move,
        why_no_move=no_move,
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


def why_no_move(session: Session, *, open_move: Proposal | None, now: datetime) -> str:
    """In words, of a confirmed session that is to come; "" if it can be moved."""
    if open_move is not None:
        return "A new time waits for an answer."
    if session.moves >= MAX_MOVES:
        return "This session was moved twice already."
    if now > move_closes_at(session.starts_at):
        return "Moving closed 12 hours before the start."
    return ""


def alternatives(
    session: Session, reader: User, *, now: datetime, but_not: Interval | None = None
) -> list[datetime]:
    """Three starts (UTC) in the next three weeks at which both are free; fewer if there are.

    None that meets `but_not`, a time that came to nothing.
    """
    whole_hour = now.replace(minute=0, second=0, microsecond=0)
    begin, end = whole_hour + MIN_NOTICE + timedelta(hours=1), now + LOOK_AHEAD
    partner = partner_in(session, reader)
    calendars = calendars_of([reader.pk, partner.pk], start=begin, end=end, but_not=session)
    common = intersect(
        calendars[reader.pk].free_time(start=begin, end=end),
        calendars[partner.pk].time_to_ask(start=begin, end=end, now=now),
    )
    return spread_starts(
        subtract(common, [but_not]) if but_not else common,
        length=session.ends_at - session.starts_at,
        zone=reader.profile.timezone,
        limit=ALTERNATIVES,
        instead_of=session.starts_at,
    )


def move_notices(page: SessionPage, times: list[datetime], *, now: datetime) -> list[ClockNotice]:
    """Clock changes between now and the last of the other `times`."""
    if page.place is None or page.partner is None or not times:
        return []
    return clock_notices(
        zone=page.place.user.profile.timezone,
        partner_zone=page.partner.profile.timezone,
        now=now,
        starts_at=max(times),
    )
