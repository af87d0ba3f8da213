"""Accept a proposal: the one place where a session comes to be, or gets a new time."""

from dataclasses import replace
from datetime import datetime

from django.db import transaction

from accounts.actions.locks import lock_people
from accounts.models import User
from feedback.queries.owed import is_blocked_by_owed_feedback
from feedback.queries.practice import drill_for, practice_needs
from interviews.actions.sessions import CannotChangeSession, open_session, shift_session
from interviews.domain.booking_life import Event, Step
from interviews.models import Session
from interviews.queries.packets import NoPacketLeft
from interviews.queries.rubrics import NoRubric
from scheduling.actions.announcements import announce_first_yes, announce_session
from scheduling.actions.claims import TimeTaken, free_time_of, hold_time
from scheduling.actions.match_preferences import note_booking
from scheduling.actions.proposal_life import (
    CannotAnswer,
    check_step,
    record_proposal_step,
    take_proposal_step,
    why_closed,
)
from scheduling.actions.proposals import close_impossible, leg_plans
from scheduling.actions.source_refresh import freshen
from scheduling.models import Proposal
from scheduling.queries.bookable import why_not_bookable
from scheduling.queries.busy import why_busy
from scheduling.queries.claims import is_claimed
from scheduling.queries.limits import why_no_room

OWES_FEEDBACK = (
    "You owe feedback on a session of more than a day ago. Submit it, then accept: the proposal"
    " stays open meanwhile."
)
PARTNER_CANNOT_BOOK = (
    "{pseudonym} cannot book a new session at the moment. Nothing was booked; you can try again"
    " later or decline."
)

YES_ALREADY = "You have said yes already. It waits for {}; you hear by mail. Nothing was changed."


class CannotAccept(Exception):
    """Nothing was booked; the message says why and what to do."""


def accept_when_free(proposal: Proposal, *, by: User, now: datetime) -> Session | None:
    """`accept_proposal`, after a fresh look into both people's calendars elsewhere."""
    freshen([proposal.proposer, proposal.partner], now=now)
    return accept_proposal(proposal, by=by, now=now)


@transaction.atomic
def accept_proposal(proposal: Proposal, *, by: User, now: datetime) -> Session | None:
    """Say yes. The second yes makes the session (or the move); all of it or nothing.

    None after the first yes to what the site proposed to both. Who asked a person has said yes
    by asking, so that one's yes is the second. The proposal is won by one conditional update,
    the time by the unique constraint on claims: of any number of accepts at once, one gets
    each. Raises CannotAccept.
    """
    people = [proposal.proposer, proposal.partner]
    lock_people(people)
    proposal.refresh_from_db(fields=["state", "answer_reason"])
    try:
        step = _say_yes(proposal, by=by, now=now)
        if not proposal.has_accepted(proposal.other_than(by)):
            _check_can_book(proposal, by=by, now=now)
            announce_first_yes(proposal, now=now)
            record_proposal_step(proposal, step, by=by, now=now)
            return None
        take_proposal_step(proposal, Event.ACCEPT, by=by, now=now)
        _check_not_busy(proposal, people, by=by)
        _check_room(proposal, people, by=by)
        if proposal.moves_session is not None:
            session = _move(proposal, proposal.moves_session, by=by, people=people, now=now)
        else:
            session = _book(proposal, by=by, people=people, now=now)
    except (CannotAnswer, CannotChangeSession, NoPacketLeft, NoRubric, TimeTaken) as error:
        raise CannotAccept(str(error)) from error
    close_impossible(people=people, start=session.starts_at, end=session.ends_at, now=now)
    if not proposal.is_move:
        note_booking(people, now=now)
    announce_session(session, people=people, now=now)
    return session


def _say_yes(proposal: Proposal, *, by: User, now: datetime) -> Step:
    """Note the person's yes once, by a conditional update; CannotAnswer if it is too late."""
    step = check_step(proposal, Event.SAY_YES, by=by, now=now)
    field = proposal.acceptance_field(by)
    said = (
        Proposal.objects.open()
        .filter(pk=proposal.pk, expires_at__gt=now, **{field: None})
        .update(**{field: now})
    )
    proposal.refresh_from_db(
        fields=["state", "answer_reason", "proposer_accepted_at", "partner_accepted_at"]
    )
    if not said and proposal.state == Proposal.State.OPEN and now < proposal.expires_at:
        raise CannotAnswer(YES_ALREADY.format(proposal.other_than(by).profile.pseudonym))
    if not said:
        raise CannotAnswer(why_closed(proposal))
    return step


def _check_can_book(proposal: Proposal, *, by: User, now: datetime) -> None:
    """What the person can mend themself is said with the first yes, not with the second."""
    if is_blocked_by_owed_feedback(by, now=now):
        raise CannotAccept(OWES_FEEDBACK)
    if reason := why_not_bookable(by, reader=by, at=proposal.starts_at):
        raise CannotAccept(reason)
    if is_claimed(by, start=proposal.starts_at, end=proposal.ends_at):
        raise CannotAccept("You have another session at that time. Nothing was booked.")
    _check_not_busy(proposal, [by], by=by)
    _check_room(proposal, [by], by=by)


def _check_not_busy(proposal: Proposal, people: list[User], *, by: User) -> None:
    """What stands in their calendars elsewhere, as it was last read."""
    times = {"start": proposal.starts_at, "end": proposal.ends_at}
    if reason := why_busy(people, reader=by, so=_so(proposal), **times):
        raise CannotAccept(reason)


def _check_room(proposal: Proposal, people: list[User], *, by: User) -> None:
    """Their own limits; not their notice, which is for being asked. The lock on them holds."""
    times = {"start": proposal.starts_at, "end": proposal.ends_at}
    moved = proposal.moves_session
    if reason := why_no_room(people, reader=by, so=_so(proposal), but_not=moved, **times):
        raise CannotAccept(reason)


def _so(proposal: Proposal) -> str:
    if proposal.is_move:
        return "The old time stands. Propose another."
    return "Nothing was booked. Propose another time."


def _book(proposal: Proposal, *, by: User, people: list[User], now: datetime) -> Session:
    other = proposal.other_than(by)
    if is_blocked_by_owed_feedback(by, now=now):
        raise CannotAccept(OWES_FEEDBACK)
    if is_blocked_by_owed_feedback(other, now=now):
        raise CannotAccept(PARTNER_CANNOT_BOOK.format(pseudonym=other.profile.pseudonym))
    for person in people:
        if reason := why_not_bookable(person, reader=by, at=proposal.starts_at):
            raise CannotAccept(reason)
    plans = leg_plans(
        proposal.proposer,
        proposal.partner,
        proposer_kind=proposal.proposer_kind,
        partner_kind=proposal.partner_kind,
    )
    session = open_session(
        mode=proposal.mode,
        starts_at=proposal.starts_at,
        legs=[
            replace(
                plan,
                practice=practice_needs(plan.candidate, kind=plan.kind),
                drill=drill_for(plan.candidate, kind=plan.kind),
            )
            for plan in plans
        ],
        by=by,
        now=now,
    )
    hold_time(session, people=people)
    Proposal.objects.filter(pk=proposal.pk).update(session=session)
    proposal.session = session
    return session


def _move(
    proposal: Proposal, session: Session, *, by: User, people: list[User], now: datetime
) -> Session:
    session.refresh_from_db()  # it was read before the lock
    if session.ends_at - session.starts_at != proposal.ends_at - proposal.starts_at:
        raise CannotAccept("This session has another length now. Propose the move again.")
    for person in people:
        if reason := why_not_bookable(person, reader=by, at=proposal.starts_at):
            raise CannotAccept(reason)
    shift_session(session, starts_at=proposal.starts_at, by=proposal.proposer, now=now)
    free_time_of(session)
    hold_time(session, people=people)
    return session
