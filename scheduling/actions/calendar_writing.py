"""Write sessions into their people's own calendars.

Nothing is written over what somebody changed there, unless the session itself has moved and they
have not: else they are asked (calendar_questions). No transaction is open while a service is
waited for; what we are about to write is noted first, so that whoever finds the event after a
crash knows whose time it shows.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from interviews.models import Session
from interviews.queries.sessions import session_with_people
from scheduling.actions.calendar_announcements import announce_by_mail
from scheduling.actions.calendar_questions import ask_deleted, ask_moved
from scheduling.actions.calendar_services import opened
from scheduling.domain.calendar_copy import FIRST_WAIT, Verdict, judge, next_wait
from scheduling.domain.ical import CalendarEntry
from scheduling.models import WrittenEvent
from scheduling.queries.calendar import calendar_entry
from scheduling.queries.calendar_accounts import sealed, unsealed
from scheduling.queries.written_events import copy_of
from scheduling.remote.contract import (
    CalendarService,
    Changed,
    Copy,
    Gone,
    RemoteProblem,
    SignInLost,
    TryLater,
)

WRITE_SECONDS = 20.0
LEASE = timedelta(minutes=2)  # if whoever writes dies, another does so after that
CHANGED_AGAIN = "It is being changed in the calendar at this moment."
State = WrittenEvent.State


def write_event(
    *, session_id: int, user_id: int, asked_at: datetime, now: datetime
) -> timedelta | None:
    """Make the person's calendar show the session as it is at `now`, whatever was asked for.

    None if that is done, or not to be done any more; else how long to wait before the next try.
    What cannot be written for an hour since `asked_at` is left: what never stood there comes by
    mail instead, the rest is tried again when the account is looked into. Two at once: the second
    waits. Not within a transaction.
    """
    event = _leased(session_id=session_id, user_id=user_id, now=now)
    if event is None:
        is_open = WrittenEvent.objects.filter(session=session_id, user=user_id, is_due=True)
        return FIRST_WAIT if is_open.filter(user__is_active=True).exists() else None
    session = session_with_people(pk=session_id)
    try:
        _reconcile(event, session, now=now)
    except RemoteProblem as problem:
        return _put_off(event, session, problem, asked_at=asked_at, now=now)
    return None


def _leased(*, session_id: int, user_id: int, now: datetime) -> WrittenEvent | None:
    """The row, if it is due and nobody else writes; nobody else does until the lease ends."""
    due = WrittenEvent.objects.free(now=now).filter(
        session=session_id, user=user_id, user__is_active=True, is_due=True
    )
    lease_until = now + LEASE
    pk = due.values_list("pk", flat=True).first()
    if pk is None or not WrittenEvent.objects.free(now=now).filter(pk=pk, is_due=True).update(
        lease_until=lease_until
    ):
        return None
    rows = WrittenEvent.objects.select_related("account", "user__profile")
    return rows.filter(pk=pk, lease_until=lease_until).first()


def _reconcile(event: WrittenEvent, session: Session, *, now: datetime) -> None:
    assert event.account is not None  # rows without one are never due
    is_to_come = session.state == Session.State.CONFIRMED and session.starts_at > now
    is_cancelled = session.state == Session.State.CANCELLED and session.ends_at > now
    if not (is_to_come or is_cancelled):
        _store(event)  # it runs, or is over: nobody needs it in a calendar any more
        return
    if event.account.is_lost:
        raise SignInLost(event.account.problem)
    entry = calendar_entry(session, event.user)
    with opened(event.account, seconds=WRITE_SECONDS, now=now) as service:
        calendar = unsealed(event.account.secret_write_ref)
        if is_cancelled:
            _take_out(service, calendar, event, entry)
        else:
            _put_in(service, calendar, event, entry, now=now)


# --- Putting in -----------------------------------------------------------------------------


def _put_in(
    service: CalendarService,
    calendar: str,
    event: WrittenEvent,
    entry: CalendarEntry,
    *,
    now: datetime,
) -> None:
    copy = _standing(service, calendar, event)
    if copy is None and event.secret_ref and event.state != State.DELETED:
        ask_deleted(event, now=now)
        return
    is_seen = copy is None or event.tried_starts_at is not None  # just now, as it stands there
    if copy is None:
        _note_try(event, entry)
        copy = service.create(calendar, entry)
    for _ in range(3):
        verdict = judge(copy.starts_at, wanted=entry.starts_at, known=_known_times(event))
        if verdict == Verdict.THEIRS:
            ask_moved(event, copy, now=now)
            return
        # What shows the right time is left as it is: it may hold notes of theirs by now.
        if verdict == Verdict.RIGHT and (is_seen or copy.sequence == entry.sequence):
            _store_written(event, copy, entry, now=now)
            return
        _note_found(event, copy)
        _note_try(event, entry)
        is_seen = True
        try:
            copy = service.update(calendar, entry, copy)
        except Changed as changed:
            copy = changed.copy
        except Gone:
            ask_deleted(event, now=now)
            return
    raise TryLater(CHANGED_AGAIN)


def _standing(service: CalendarService, calendar: str, event: WrittenEvent) -> Copy | None:
    """How the event stands there: as we know it, or, after a try that nobody saw the end of, as
    it is found. None if it is not there."""
    if not event.secret_ref or event.state == State.DELETED:
        return None
    if event.tried_starts_at is None:
        return copy_of(event)
    return service.look(calendar, unsealed(event.secret_ref))


def _known_times(event: WrittenEvent) -> set[datetime | None]:
    return {event.starts_at, event.tried_starts_at, event.moved_to}


def _note_try(event: WrittenEvent, entry: CalendarEntry) -> None:
    """Before anything is sent. What an earlier try may have left there stays known."""
    if event.tried_starts_at is not None and not event.secret_ref:
        _shift(event, event.tried_starts_at)
    event.tried_starts_at = entry.starts_at
    _keep(event)


def _note_found(event: WrittenEvent, copy: Copy) -> None:
    """It is there for certain: should we die now, it is no longer looked for."""
    if event.state in (State.ABSENT, State.DELETED):
        event.state = State.WRITTEN
    if copy.starts_at == event.tried_starts_at:
        _shift(event, copy.starts_at)
    event.secret_ref, event.version = sealed(copy.ref), copy.version
    _keep(event)


def _shift(event: WrittenEvent, starts_at: datetime) -> None:
    length = event.ends_at - event.starts_at
    event.starts_at, event.ends_at = starts_at, starts_at + length


def _keep(event: WrittenEvent) -> None:
    """In the middle of a write: what is due stays due. Only while the lease is ours."""
    fields = ("state", "secret_ref", "version", "starts_at", "ends_at", "tried_starts_at")
    kept = _ours(event).update(**{name: getattr(event, name) for name in fields})
    if not kept:
        raise TryLater(CHANGED_AGAIN)


def _store_written(event: WrittenEvent, copy: Copy, entry: CalendarEntry, *, now: datetime) -> None:
    _store(
        event,
        sequence=entry.sequence,
        state=State.WRITTEN,
        secret_ref=sealed(copy.ref),
        version=copy.version,
        starts_at=entry.starts_at,
        ends_at=entry.ends_at,
        written_at=now,
        moved_to=None,
        tried_starts_at=None,
    )


# --- Taking out -----------------------------------------------------------------------------


def _take_out(
    service: CalendarService, calendar: str, event: WrittenEvent, entry: CalendarEntry
) -> None:
    """Gone from the calendar, whatever was changed in it: people expect it to vanish."""
    copy = _standing(service, calendar, event)
    if copy is None and not event.secret_ref and event.tried_starts_at is not None:
        copy = service.create(calendar, entry)  # finds what an earlier try may have left
    if copy is not None:
        remove(service, calendar, copy)
    _store(
        event,
        sequence=entry.sequence,
        state=State.ABSENT,
        secret_ref="",
        version="",
        moved_to=None,
        tried_starts_at=None,
    )


def remove(service: CalendarService, calendar: str, copy: Copy) -> None:
    """Delete it, also if it was changed meanwhile."""
    try:
        service.delete(calendar, copy)
    except Gone:
        return
    except Changed as changed:
        service.delete(calendar, changed.copy)


# --- Storing --------------------------------------------------------------------------------


def _ours(event: WrittenEvent) -> "QuerySet[WrittenEvent]":
    """The row, as long as the lease on it is still ours."""
    return WrittenEvent.objects.filter(pk=event.pk, lease_until=event.lease_until)


@transaction.atomic
def _store(event: WrittenEvent, *, sequence: int | None = None, **fields: object) -> None:
    """The write is done. If the session changed meanwhile, what stands there is due again."""
    # The row first: whoever changes the session marks it, and is waited for or waits.
    if _ours(event).select_for_update().first() is None:
        return
    session = Session.objects.get(pk=event.session_id)
    is_due = sequence is not None and sequence != session.sequence
    if sequence is not None:
        fields["sequence"] = sequence
    _ours(event).update(lease_until=None, is_due=is_due, **fields)


@transaction.atomic
def _put_off(
    event: WrittenEvent,
    session: Session,
    problem: RemoteProblem,
    *,
    asked_at: datetime,
    now: datetime,
) -> timedelta | None:
    """How long to wait; None if it is given up."""
    after = problem.after if isinstance(problem, TryLater) else None
    wait = next_wait(asked_at=asked_at, now=now, after=after)
    if isinstance(problem, SignInLost | Gone):
        wait = None
    if not _ours(event).update(lease_until=None) or wait is not None:
        return wait or FIRST_WAIT
    absent = WrittenEvent.objects.filter(pk=event.pk, state=State.ABSENT)
    if session.state == Session.State.CONFIRMED and session.starts_at > now:
        if absent.delete()[0]:
            announce_by_mail(session, event.user, now=now)
    else:
        absent.update(is_due=False)
    return None
