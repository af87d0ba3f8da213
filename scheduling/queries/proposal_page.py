"""All that the pages about a proposal say to one reader, as template contexts."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from accounts.models import User
from interviews.domain.booking_life import Event, Facts, can_step
from interviews.domain.session_times import UNDO_WITHIN
from interviews.models import Session
from interviews.queries.sessions import session_with_people
from scheduling.domain.alternatives import spread_starts
from scheduling.domain.intervals import intersect, subtract
from scheduling.domain.quarters import QUARTER
from scheduling.domain.roles import LegRoles
from scheduling.domain.rules import MIN_NOTICE, answer_due_at, time_problem
from scheduling.models import Proposal
from scheduling.permissions import can_answer_proposal, can_withdraw_proposal, role_in_proposal
from scheduling.queries.claims import is_claimed
from scheduling.queries.free_time import calendars_of
from scheduling.queries.limits import own_room_problem
from scheduling.queries.proposals import open_move_of
from scheduling.queries.roles import debrief_minutes, roles_in_proposal, roles_in_session
from scheduling.queries.session_page import alternatives, clock_notices, why_no_move

LOOK_AHEAD = timedelta(days=14)


@dataclass(frozen=True)
class OtherTime:
    """A start (UTC), and the query of the page on which to propose it."""

    at: datetime
    query: str


def proposal_page(proposal: Proposal, reader: User, *, now: datetime) -> dict[str, Any]:
    """`proposal` was loaded with its people; `reader` is one of them."""
    partner = proposal.other_than(reader)
    is_open = proposal.state == Proposal.State.OPEN and now < proposal.expires_at
    times = {"start": proposal.starts_at, "end": proposal.ends_at}
    return {
        "proposal": proposal,
        "partner": partner,
        "roles": _roles(proposal, reader),
        "debrief_minutes": debrief_minutes(proposal.mode),
        "is_open": is_open,
        "has_run_out": proposal.state == Proposal.State.OPEN and not is_open,
        "has_reader_accepted": proposal.has_accepted(reader),
        "has_partner_accepted": proposal.has_accepted(partner),
        "why": proposal.why_for(reader),
        "can_answer": is_open and can_answer_proposal(reader, proposal),
        "other_times": (
            other_times(proposal, reader, now=now) if is_open and proposal.is_by_site else []
        ),
        "move_times": _move_times(proposal, reader, now=now) if not is_open else [],
        "undo_until": _undo_until(proposal, reader, now=now),
        "can_withdraw": is_open and can_withdraw_proposal(reader, proposal),
        "is_reader_busy": is_open and is_claimed(reader, **times, but_not=proposal.moves_session),
        "over_limit": is_open and own_room_problem(reader, **times, but_not=proposal.moves_session),
        "notices": _notices(reader, partner, starts_at=proposal.starts_at, now=now),
    }


def _move_times(proposal: Proposal, reader: User, *, now: datetime) -> list[OtherTime]:
    """For a session whose move came to nothing: three other times, if it can still be moved."""
    if proposal.moves_session_id is None or proposal.state == Proposal.State.ACCEPTED:
        return []
    session = session_with_people(pk=proposal.moves_session_id)
    is_before = session.state == Session.State.CONFIRMED and now < session.starts_at
    open_move = open_move_of(session, now=now)
    if not is_before or why_no_move(session, open_move=open_move, now=now):
        return []
    times = alternatives(session, reader, now=now, but_not=(proposal.starts_at, proposal.ends_at))
    return [OtherTime(at, urlencode({"start": at.isoformat()})) for at in times]


def _undo_until(proposal: Proposal, reader: User, *, now: datetime) -> datetime | None:
    """Until when the reader can take back their own no or withdrawal; None if they cannot."""
    facts = Facts(
        now=now,
        starts_at=proposal.starts_at,
        ends_at=proposal.ends_at,
        expires_at=proposal.expires_at,
        since=proposal.answered_at,
    )
    who = role_in_proposal(proposal, reader)
    for event in (Event.UNDO_DECLINE, Event.UNDO_WITHDRAW):
        if proposal.answered_at and can_step(proposal.stage, event, who=who, facts=facts):
            return min(proposal.answered_at + UNDO_WITHIN, proposal.expires_at)
    return None


def other_times(proposal: Proposal, reader: User, *, now: datetime) -> list[OtherTime]:
    """Up to four other starts (UTC) of the next two weeks at which both are free."""
    whole_hour = now.replace(minute=0, second=0, microsecond=0)
    begin, end = whole_hour + MIN_NOTICE + timedelta(hours=1), now + LOOK_AHEAD
    partner = proposal.other_than(reader)
    calendars = calendars_of([reader.pk, partner.pk], start=begin, end=end)
    common = intersect(
        calendars[reader.pk].free_time(start=begin, end=end),
        calendars[partner.pk].time_to_ask(start=begin, end=end, now=now),
    )
    rest = subtract(common, [(proposal.starts_at, proposal.ends_at)])
    starts = spread_starts(
        rest,
        length=proposal.ends_at - proposal.starts_at,
        zone=reader.profile.timezone,
        limit=4,
        instead_of=proposal.starts_at,
    )
    kinds = [proposal.proposer_kind, proposal.partner_kind]
    mine, theirs = kinds if reader.pk == proposal.proposer_id else reversed(kinds)
    wanted = {"mode": proposal.mode, "proposer_kind": mine, "partner_kind": theirs}
    wanted["instead_of"] = str(proposal.public_id)
    return [OtherTime(at, urlencode({"start": at.isoformat(), **wanted})) for at in starts]


def _roles(proposal: Proposal, reader: User) -> list[LegRoles]:
    if proposal.moves_session_id:  # a booked session's minutes are settled
        return roles_in_session(session_with_people(pk=proposal.moves_session_id), reader)
    return roles_in_proposal(proposal, reader)


def asked_time_page(
    starts_at: datetime, reader: User, partner: User, *, now: datetime
) -> dict[str, Any]:
    """What there is to say of a time before anybody is asked; `problem` is "" if nothing.

    `over_limit` is by its first quarter: how long it would last is not chosen yet.
    """
    problem = time_problem(starts_at, now=now)
    over_limit = (
        "" if problem else own_room_problem(reader, start=starts_at, end=starts_at + QUARTER)
    )
    return {
        "starts_at": starts_at,
        "problem": problem,
        "over_limit": over_limit,
        "answer_due_at": answer_due_at(now=now, starts_at=starts_at),
        "notices": _notices(reader, partner, starts_at=starts_at, now=now),
    }


def _notices(reader: User, partner: User, *, starts_at: datetime, now: datetime) -> list[Any]:
    if time_problem(starts_at, now=now):  # also keeps a year-9999 start from a long search
        return []
    return clock_notices(
        zone=reader.profile.timezone,
        partner_zone=partner.profile.timezone,
        now=now,
        starts_at=starts_at,
    )
