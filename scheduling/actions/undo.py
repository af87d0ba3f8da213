"""Take back a cancellation, a no or a withdrawal: for 15 minutes, by whoever did it.

Doing it twice changes nothing.
"""

from datetime import datetime

from django.db import IntegrityError, transaction

from accounts.actions.locks import lock_people
from accounts.models import User
from interviews.actions.sessions import CannotChangeSession, restore_session
from interviews.domain.booking_life import Event
from interviews.models import Session
from interviews.queries.packets import NoPacketLeft
from interviews.queries.sessions import people_of
from scheduling.actions.announcements import announce_reopening, announce_session
from scheduling.actions.claims import TimeTaken, hold_time
from scheduling.actions.freed_slots import close_slots_of
from scheduling.actions.proposal_life import CannotAnswer, take_proposal_step
from scheduling.actions.proposals import close_impossible
from scheduling.actions.source_refresh import freshen
from scheduling.models import Proposal
from scheduling.permissions import can_answer_proposal, can_withdraw_proposal
from scheduling.queries.bookable import why_not_bookable
from scheduling.queries.busy import why_busy
from scheduling.queries.claims import is_claimed
from scheduling.queries.limits import why_no_room


class CannotUndo(Exception):
    """It cannot be taken back; the message says why. Nothing was changed."""


def undo_cancel_when_free(session: Session, *, by: User, now: datetime) -> Session:
    """`undo_cancel`, after a fresh look into both people's calendars elsewhere."""
    freshen(people_of(session), now=now)
    return undo_cancel(session, by=by, now=now)


@transaction.atomic
def undo_cancel(session: Session, *, by: User, now: datetime) -> Session:
    """Whoever cancelled takes it back within 15 minutes: the session is on again as it was.

    Only if nobody has booked anything over it. Doing it twice changes nothing. Raises CannotUndo.
    """
    people = people_of(session)
    lock_people(people)
    session.refresh_from_db()
    if session.state == Session.State.CONFIRMED and by in people:
        return session  # a second click
    for person in people:
        if reason := why_not_bookable(person, reader=by, at=session.starts_at):
            raise CannotUndo(reason)
    so = "The session stays cancelled."
    times = {"start": session.starts_at, "end": session.ends_at}
    if reason := why_busy(people, reader=by, so=so, **times):
        raise CannotUndo(reason)
    start, end = session.starts_at, session.ends_at
    if reason := why_no_room(people, reader=by, start=start, end=end, so=so):
        raise CannotUndo(reason)
    cancelled_at = session.cancelled_at
    try:
        restore_session(session, by=by, now=now)
        hold_time(session, people=people)
    except (CannotChangeSession, NoPacketLeft) as error:
        raise CannotUndo(str(error)) from error
    except TimeTaken as error:
        raise CannotUndo(
            "One of you has booked something else at that time meanwhile, so the session stays"
            " cancelled. Nothing was changed."
        ) from error
    close_slots_of(session, now=now)
    close_impossible(people=people, start=session.starts_at, end=session.ends_at, now=now)
    announce_session(session, people=people, cancelled_at=cancelled_at, now=now)
    return session


@transaction.atomic
def undo_decline(proposal: Proposal, *, by: User, now: datetime) -> Proposal:
    """Whoever declined takes it back while the proposal would still be open.

    What was remembered of the no is forgotten. Raises CannotUndo.
    """
    _reopen(proposal, Event.UNDO_DECLINE, by=by, now=now)
    proposal.declines.filter(user=by).delete()
    return proposal


@transaction.atomic
def undo_withdraw(proposal: Proposal, *, by: User, now: datetime) -> Proposal:
    """Whoever withdrew asks again, for what is left of the time to answer. Raises CannotUndo."""
    return _reopen(proposal, Event.UNDO_WITHDRAW, by=by, now=now)


_MAY = {Event.UNDO_DECLINE: can_answer_proposal, Event.UNDO_WITHDRAW: can_withdraw_proposal}


def _reopen(proposal: Proposal, event: Event, *, by: User, now: datetime) -> Proposal:
    people = [proposal.proposer, proposal.partner]
    lock_people(people)
    proposal.refresh_from_db()
    if (
        proposal.state == Proposal.State.OPEN
        and now < proposal.expires_at
        and _MAY[event](by, proposal)
    ):
        return proposal  # a second click
    try:
        with transaction.atomic():
            take_proposal_step(proposal, event, by=by, now=now, reopenings=proposal.reopenings + 1)
    except CannotAnswer as error:
        raise CannotUndo(str(error)) from error
    except IntegrityError as error:  # one open proposal per pair and time, one per move
        raise CannotUndo(
            "There is another open proposal for that by now. Nothing was changed."
        ) from error
    if reason := _why_impossible(proposal, people, by=by):
        raise CannotUndo(f"{reason.strip()} Nothing was changed.")
    announce_reopening(proposal, to=proposal.other_than(by), now=now)
    return proposal


def _why_impossible(proposal: Proposal, people: list[User], *, by: User) -> str:
    """What has happened meanwhile that makes the session it asks for impossible; "" if nothing."""
    moved = proposal.moves_session
    if moved is not None and moved.state != Session.State.CONFIRMED:
        return "The session that it would move is no longer booked."
    for person in people:
        if is_claimed(person, start=proposal.starts_at, end=proposal.ends_at, but_not=moved):
            return "One of you has another session at that time by now."
    times = {"start": proposal.starts_at, "end": proposal.ends_at}
    if reason := why_busy(people, reader=by, so="", **times):
        return reason
    return next(
        (
            reason
            for person in people
            if (reason := why_not_bookable(person, reader=by, at=proposal.starts_at))
        ),
        "",
    )
