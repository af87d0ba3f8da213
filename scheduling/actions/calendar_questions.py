"""Ask somebody who moved or deleted a session in their own calendar what they want; and do it.

Nothing is cancelled or moved by what happens in a calendar: the person answers here, and what
follows goes the ordinary ways.
"""

from datetime import datetime

from django.db import transaction

from accounts.actions.audit import record_audit
from accounts.actions.locks import lock_people
from accounts.models import User
from interviews.models import Session
from interviews.queries.sessions import people_of
from scheduling.actions.calendar_announcements import announce_calendar_question, announce_write
from scheduling.actions.proposals import CannotPropose, propose_move
from scheduling.models import Proposal, WrittenEvent
from scheduling.queries.calendar_accounts import sealed
from scheduling.queries.written_events import open_question
from scheduling.remote.contract import Copy

MOST_QUESTIONS = 10  # mailed to one person about one session; after that the pages ask alone
NO_QUESTION = (
    "There is nothing to answer any more: the session or your calendar has changed, or you have"
    " answered already. Nothing was changed."
)
State = WrittenEvent.State


class CannotAnswerCalendar(Exception):
    """Nothing was changed; the message says why."""


@transaction.atomic
def ask_moved(event: WrittenEvent, copy: Copy, *, now: datetime) -> None:
    """They moved it there to `copy`: it stays so, and they are asked."""
    fields = {"secret_ref": sealed(copy.ref), "version": copy.version}
    _ask(event, now=now, state=State.MOVED, moved_to=copy.starts_at, **fields)


@transaction.atomic
def ask_deleted(event: WrittenEvent, *, now: datetime) -> None:
    """They deleted it there: it stays so, and they are asked.

    Without a version, so that it is news if it comes back.
    """
    _ask(event, now=now, state=State.DELETED, moved_to=None, version="")


def _ask(event: WrittenEvent, *, now: datetime, **fields: object) -> None:
    """Only if the row is still as the caller saw it, and the lease on it (or none) too."""
    rows = WrittenEvent.objects.filter(
        pk=event.pk, version=event.version, lease_until=event.lease_until
    )
    row = rows.select_for_update().first()
    if row is None:
        return
    for name, value in fields.items():
        setattr(row, name, value)
    row.is_due, row.lease_until, row.tried_starts_at = False, None, None
    row.asked_at, row.questions = now, row.questions + 1
    row.save()
    if row.questions <= MOST_QUESTIONS:
        announce_calendar_question(row, sequence=row.session.sequence, now=now)


@transaction.atomic
def propose_from_calendar(session: Session, *, by: User, now: datetime) -> Proposal:
    """The time to which they moved it is proposed to the partner; until a yes the old one stands.

    Raises CannotAnswerCalendar, also where the rules of moving refuse that time.
    """
    event = _open(session, by=by, state=State.MOVED, now=now)
    assert event.moved_to is not None
    try:
        with transaction.atomic():
            proposal = propose_move(session, by=by, starts_at=event.moved_to, message="", now=now)
    except CannotPropose as error:
        raise CannotAnswerCalendar(str(error)) from error
    _settle(event, state=State.PROPOSED)
    return proposal


@transaction.atomic
def put_back(session: Session, *, by: User, now: datetime) -> None:
    """The calendar is to show the session as it stands here. Raises CannotAnswerCalendar."""
    event = _open(session, by=by, now=now)
    _settle(event, is_due=True)
    announce_write(session, by, turn=f"back:{event.questions}", now=now)
    _record(session, "put_back", by=by, now=now)


@transaction.atomic
def leave_out(session: Session, *, by: User, now: datetime) -> None:
    """The session stands, without an event in their calendar. Raises CannotAnswerCalendar."""
    event = _open(session, by=by, state=State.DELETED, now=now)
    _settle(event, state=State.LEFT_OUT, secret_ref="", version="")
    _record(session, "leave_out", by=by, now=now)


def _open(session: Session, *, by: User, now: datetime, state: str | None = None) -> WrittenEvent:
    lock_people(people_of(session))
    session.refresh_from_db()
    event = open_question(session, by, now=now)
    if event is None or (state is not None and event.state != state):
        raise CannotAnswerCalendar(NO_QUESTION)
    return event


def _settle(event: WrittenEvent, **fields: object) -> None:
    """If the calendar was not looked into at this very moment, with another outcome."""
    asked = WrittenEvent.objects.asked().filter(
        pk=event.pk, state=event.state, questions=event.questions
    )
    if not asked.update(**fields):
        raise CannotAnswerCalendar(NO_QUESTION)


def _record(session: Session, answer: str, *, by: User, now: datetime) -> None:
    record_audit(session, verb=f"scheduling.calendar_question_{answer}", by=by, now=now)
