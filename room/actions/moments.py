"""Stamp what an interviewer notes with the time of their round."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.models import User
from feedback.actions.moments import CannotNote, note_moment
from feedback.models import Moment
from interviews.models import Session
from room.actions.clock import held_room
from room.queries.moments import began_at, leg_interviewed_by


@transaction.atomic
def note_in_room(
    session: Session, *, key: UUID, text: str, criterion: str, by: User, now: datetime
) -> Moment:
    """Keep a private note of `by` on the round they interview in. Raises CannotNote."""
    held = held_room(session, now=now)  # the round may have begun by the clock alone
    leg = leg_interviewed_by(by, held.session)
    if leg is None:
        raise CannotNote("You interview nobody in this session.")
    if not held.session.is_live:
        raise CannotNote("The session is over. Write it into your form.")
    began = began_at(leg)
    if began is None:
        raise CannotNote("Notes begin with your round as the interviewer. Nothing was kept.")
    return note_moment(leg, key=key, text=text, criterion=criterion, began_at=began, by=by, now=now)
