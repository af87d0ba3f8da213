"""What either person may do with a booked session until it starts."""

from datetime import datetime

from django.db import transaction

from accounts.actions.locks import lock_people
from accounts.models import User
from interviews.actions.sessions import CannotChangeSession, cancel_session
from interviews.models import Session
from interviews.queries.sessions import people_of
from scheduling.actions.announcements import announce_cancellation
from scheduling.actions.claims import free_time_of
from scheduling.actions.freed_slots import free_slot_of_session
from scheduling.actions.proposals import close_moves_of


class CannotCancel(Exception):
    """The session stands as it was; the message says why."""


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
    if len(people) == 2:
        free_slot_of_session(session, by=by, now=now)
    return session
