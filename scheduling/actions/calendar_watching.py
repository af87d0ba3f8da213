"""Look into the calendars that we write into: what did their people do to our events?

Looks happen outside of transactions, in threads that touch no database; what came of one is
stored in one short transaction.
"""

import json
import logging
import secrets
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from scheduling.actions.calendar_announcements import enqueue_write
from scheduling.actions.calendar_choice import calendar_is_gone
from scheduling.actions.calendar_questions import ask_deleted, ask_moved
from scheduling.actions.calendar_services import (
    keep_secret,
    note_failure,
    note_lost,
    note_success,
)
from scheduling.domain.refresh_plan import next_look_at
from scheduling.models import CalendarAccount, Proposal, WrittenEvent
from scheduling.queries.calendar_accounts import sealed, unsealed
from scheduling.queries.written_events import coming_events, copy_of
from scheduling.remote.contract import Changes, Copy, Gone, RemoteProblem, SignInLost
from scheduling.remote.services import open_service

logger = logging.getLogger(__name__)

AT_ONCE = 4  # looks
BATCH = 20
WORK_FOR_SECONDS = 60.0  # of one turn of the job: well below its lease
CLAIMED_FOR = timedelta(minutes=10)
LOOK_SECONDS = 15.0
CALENDAR_GONE = "The calendar into which your sessions were written is gone. Choose another."
UNFORESEEN = "Something went wrong on our side."
State = WrittenEvent.State


@dataclass(frozen=True)
class Task:
    """All that a look needs, read beforehand."""

    account: CalendarAccount
    calendar: str
    secret: dict[str, str]
    copies: tuple[Copy, ...]
    events: dict[str, int]  # ref: the row's id


@dataclass(frozen=True)
class Look:
    """What came of it: `changes`, or a problem."""

    task: Task
    secret: dict[str, str]
    changes: Changes | None = None
    problem: RemoteProblem | None = None


def watch_due_accounts(*, now: datetime, clock: Callable[[], float]) -> int:
    """Look into what is due, longest overdue first; how many were looked into.

    Each is claimed by a conditional update first, so nobody else looks as well.
    """
    began, count = clock(), 0
    while clock() - began < WORK_FOR_SECONDS:
        accounts = _claim_due(now=now)
        if not accounts:
            break
        for look in _looks(accounts, now=now):
            store_look(look, now=now)
            count += 1
    return count


def _claim_due(*, now: datetime) -> list[CalendarAccount]:
    due = CalendarAccount.objects.due(now=now).filter(user__is_active=True)
    return [
        account
        for account in due.order_by("next_look_at", "pk")[:BATCH]
        if CalendarAccount.objects.due(now=now)
        .filter(pk=account.pk)
        .update(next_look_at=now + CLAIMED_FOR)
    ]


def _looks(accounts: list[CalendarAccount], *, now: datetime) -> Iterator[Look]:
    tasks = []
    for account in accounts:
        try:
            tasks.append(_task(account, now=now))
        except SignInLost as problem:  # our own key has changed
            note_lost(account, problem=str(problem), now=now)
    with ThreadPoolExecutor(max_workers=AT_ONCE, thread_name_prefix="watching") as pool:
        for done in as_completed([pool.submit(_look, task) for task in tasks]):
            yield done.result()


def _task(account: CalendarAccount, *, now: datetime) -> Task:
    there = [event for event in coming_events(account, now=now) if event.secret_ref]
    copies = [copy_of(event) for event in there]
    return Task(
        account=account,
        calendar=unsealed(account.secret_write_ref),
        secret=json.loads(unsealed(account.secret)),
        copies=tuple(copies),
        events={copy.ref: event.pk for copy, event in zip(copies, there, strict=True)},
    )


def _look(task: Task) -> Look:
    account, secret = task.account, task.secret
    try:
        service = open_service(account.kind, secret, seconds=LOOK_SECONDS)
        try:
            changes = service.changes(task.calendar, cursor=account.cursor, copies=task.copies)
        finally:
            secret = dict(service.secret)
    except RemoteProblem as problem:
        return Look(task, secret, problem=problem)
    except Exception as error:  # nobody foresaw it: a failure of this account alone
        logger.error("Account %s cannot be looked into: %s.", account.pk, type(error).__name__)
        return Look(task, secret, problem=RemoteProblem(UNFORESEEN))
    return Look(task, secret, changes=changes)


def store_look(look: Look, *, now: datetime) -> None:
    """Act on what was found. A calendar that is gone is written into no more."""
    account, problem = look.task.account, look.problem
    if look.secret != look.task.secret:
        keep_secret(account, look.secret)
    if isinstance(problem, SignInLost):
        note_lost(account, problem=str(problem), now=now)
    elif isinstance(problem, Gone):
        calendar_is_gone(account, problem=CALENDAR_GONE, now=now)
    elif problem is not None:
        note_failure(account, problem=str(problem))
    else:
        note_success(account, now=now)
        _store_changes(look, now=now)
    _plan_next(account, now=now)


def _plan_next(account: CalendarAccount, *, now: datetime) -> None:
    """Unless it was connected again, or writes no more, since we began."""
    rows = CalendarAccount.objects.writing().filter(pk=account.pk, next_look_at=now + CLAIMED_FOR)
    failures = rows.values_list("failures", flat=True).first()
    if failures is not None:
        chance = secrets.randbelow(1000) / 1000
        rows.update(next_look_at=next_look_at(now, failures=failures, chance=chance))


@transaction.atomic
def _store_changes(look: Look, *, now: datetime) -> None:
    account, changes = look.task.account, look.changes
    assert changes is not None
    events = account.written_events.select_related("session").select_for_update(of=("self",))
    rows = {event.pk: event for event in events}
    is_all_seen = True
    for copy in changes.changed:
        row = rows.get(look.task.events.get(copy.ref, 0))
        is_all_seen &= row is None or _take_change(row, copy, now=now)
    for ref in changes.gone:
        row = rows.get(look.task.events.get(ref, 0))
        is_all_seen &= row is None or _take_absence(row, now=now)
    if is_all_seen:  # else what was passed over is told again next time
        CalendarAccount.objects.filter(
            pk=account.pk, cursor=account.cursor, secret_write_ref=account.secret_write_ref
        ).update(cursor=changes.cursor)
    _write_what_is_due(account, now=now)


def _take_change(row: WrittenEvent, copy: Copy, *, now: datetime) -> bool:
    """False if somebody writes at this moment: whose change it is shows when they have ended."""
    if row.lease_until is not None and row.lease_until > now:
        return False
    if copy.version == row.version and row.state != State.DELETED:
        return True  # our own write, after the look began
    if row.is_due or row.session.starts_at <= now:
        return True  # the next write looks for itself
    if copy.starts_at == row.starts_at:
        _accept(row, copy, state=State.WRITTEN, moved_to=None)
    elif copy.starts_at == row.moved_to:  # as when we asked: something else was changed
        _accept(row, copy)
    else:
        ask_moved(row, copy, now=now)
    return True


def _accept(row: WrittenEvent, copy: Copy, **fields: object) -> None:
    WrittenEvent.objects.filter(pk=row.pk).update(
        secret_ref=sealed(copy.ref), version=copy.version, **fields
    )


def _take_absence(row: WrittenEvent, *, now: datetime) -> bool:
    if row.lease_until is not None and row.lease_until > now:
        return False
    is_known = row.state in (State.ABSENT, State.DELETED, State.LEFT_OUT)
    if not (is_known or row.is_due or row.session.starts_at <= now):
        ask_deleted(row, now=now)
    return True


def _write_what_is_due(account: CalendarAccount, *, now: datetime) -> None:
    """What was given up, and the old time where the partner did not want the new one."""
    rows = account.written_events.filter(session__starts_at__gt=now).select_related("session")
    proposed = rows.filter(state=State.PROPOSED, is_due=False)
    waiting = Proposal.objects.open().filter(moves_session__in=proposed.values("session"))
    refused = proposed.exclude(session__in=waiting.values("moves_session"))
    WrittenEvent.objects.filter(pk__in=[event.pk for event in refused]).update(is_due=True)
    for event in rows.filter(is_due=True).exclude(state=State.ABSENT):
        enqueue_write(
            session_id=event.session_id,
            user_id=event.user_id,
            sequence=event.session.sequence,
            turn=f"look:{now.isoformat()}",
            now=now,
        )
