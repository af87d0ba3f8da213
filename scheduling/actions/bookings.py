"""What either person may do with a booked session until it starts."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from interviews.actions.sessions import CannotChangeSession, cancel_session, restore_session
from interviews.models import Session
from interviews.queries.packets import NoPacketLeft
from interviews.queries.sessions import people_of
from scheduling.actions.announcements import announce_cancellation, announce_session
from scheduling.actions.claims import TimeTaken, free_time_of, hold_time, lock_people
from scheduling.actions.proposals import close_impossible, close_moves_of
from scheduling.queries.bookable import why_not_bookable


class CannotCancel(Exception):
    """The session stands as it was; the message says why."""


class CannotUndo(Exception):
    """It cannot be taken back; the message says why. Nothing was changed."""


@transaction.atomic
def cancel_booking(session: Session, *, by: User, reason: str, now: datetime) -> Session:
    """Cancel before the start: both calendars are free again, both people are told.

    Raises CannotCancel.
    """
    people = people_of(session)
    lock_people(people)
    try:
        cancel_session(session, reason=reason, by=by, now=now)
    except CannotChangeSession as error:
        raise CannotCancel(str(error)) from error
    free_time_of(session)
    close_moves_of(session, now=now)
    announce_cancellation(session, people=people, now=now)
    return session


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
    close_impossible(people=people, start=session.starts_at, end=session.ends_at, now=now)
    announce_session(session, people=people, is_again=True, now=now)
    return session
