"""Calendars kept elsewhere: added by address or as a file, and taken away without a trace."""

from datetime import datetime

from django.db import transaction

from accounts.actions.audit import record_audit
from accounts.actions.locks import lock_people
from accounts.models import User
from common.encryption import encrypt
from scheduling.actions.source_reading import PURPOSE, Outcome, look, read_upload, tasks_for
from scheduling.actions.source_refresh import SECONDS_WHEN_ASKED, store_outcome
from scheduling.fetching.addresses import CannotFetch, parse_address
from scheduling.models import CalendarSource

MOST_SOURCES = 8  # of one person


class CannotAddCalendar(Exception):
    """Nothing was added; the message says why, and never holds the address."""


def add_address(user: User, *, name: str, address: str, now: datetime) -> CalendarSource:
    """Read the calendar behind the address, and from then on every quarter of an hour.

    What cannot be read at once is not added. Raises CannotAddCalendar.
    """
    try:
        url = parse_address(address).url
    except CannotFetch as error:
        raise CannotAddCalendar(str(error)) from None
    source = CalendarSource(
        user=user,
        kind=CalendarSource.Kind.ADDRESS,
        name=name,
        secret_address=encrypt(url, purpose=PURPOSE),
        created_at=now,
        next_try_at=now,
    )
    check_room(user)
    (task,) = tasks_for([source], now=now)
    return _add(source, look(task, seconds=SECONDS_WHEN_ASKED), now=now)


def add_file(user: User, *, name: str, raw: bytes, now: datetime) -> CalendarSource:
    """Keep the busy time of the file, and nothing else of it. Raises CannotAddCalendar."""
    source = CalendarSource(user=user, kind=CalendarSource.Kind.FILE, name=name, created_at=now)
    check_room(user)
    (task,) = tasks_for([source], now=now)
    return _add(source, read_upload(task, raw), now=now)


def check_room(user: User) -> None:
    """Raises CannotAddCalendar."""
    if CalendarSource.objects.of(user).count() >= MOST_SOURCES:
        raise CannotAddCalendar(
            f"You have {MOST_SOURCES} calendars here, which is all there is room for. Remove one."
        )


@transaction.atomic
def _add(source: CalendarSource, outcome: Outcome, *, now: datetime) -> CalendarSource:
    """Outside of this transaction it was read; within it is counted again."""
    if outcome.problem:
        raise CannotAddCalendar(outcome.problem)
    lock_people([source.user])
    check_room(source.user)
    source.save()
    record_audit(source, verb="scheduling.add_calendar", by=source.user, now=now, kind=source.kind)
    stored = store_outcome(outcome.of(source.pk), now=now)
    assert stored is not None
    return stored


@transaction.atomic
def remove_source(source: CalendarSource, *, by: User, now: datetime) -> None:
    """With its address and every busy time; a second call does nothing."""
    found = CalendarSource.objects.select_for_update().filter(pk=source.pk).first()
    if found is not None:
        record_audit(found, verb="scheduling.remove_calendar", by=by, now=now, kind=found.kind)
        found.delete()
