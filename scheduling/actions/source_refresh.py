"""Keep busy time as the calendars elsewhere have it.

Fetching and reading happen outside of any transaction; what came of it is stored in one that is
short. What fails changes nothing of what was read before: busy time that cannot be read again
still stands, and is never taken for free time.
"""

import secrets
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction

from accounts.models import User
from common.encryption import cipher
from scheduling.actions.calendar_services import keep_secret, note_lost
from scheduling.actions.overlaps import ask_about_overlaps
from scheduling.actions.source_reading import PURPOSE, Outcome, Task, look, tasks_for
from scheduling.domain.intervals import Interval
from scheduling.domain.refresh_plan import next_try_at
from scheduling.models import BusyInterval, CalendarAccount, CalendarSource

AT_ONCE = 4  # looks
BATCH = 20
WORK_FOR_SECONDS = 60.0  # of one turn of the job: well below its lease
CLAIMED_FOR = timedelta(minutes=10)  # if whoever looks dies, another looks again after that

FRESH = timedelta(minutes=2)  # is what a booking is decided on
SECONDS_BEFORE_BOOKING = 4.0
SECONDS_WHEN_ASKED = 10.0


def refresh_due_sources(*, now: datetime, clock: Callable[[], float]) -> int:
    """Look into what is due, longest overdue first; how many were looked into.

    Each is claimed by a conditional update first, so nobody else looks as well. Ends after
    WORK_FOR_SECONDS; the next turn goes on.
    """
    began, count = clock(), 0
    while clock() - began < WORK_FOR_SECONDS:
        sources = _claim_due(now=now)
        if not sources:
            break
        for outcome in _looks(tasks_for(sources, now=now)):
            store_outcome(outcome, now=now)
            count += 1
    return count


def _claim_due(*, now: datetime) -> list[CalendarSource]:
    due = CalendarSource.objects.due(now=now).let_in().filter(user__is_active=True)
    due = due.order_by("next_try_at", "pk").select_related("user__profile", "account")[:BATCH]
    return [
        source
        for source in due
        if CalendarSource.objects.due(now=now)
        .filter(pk=source.pk)
        .update(next_try_at=now + CLAIMED_FOR)
    ]


def _looks(tasks: list[Task], *, seconds: float | None = None) -> Iterator[Outcome]:
    """Several at once, as they end. The threads touch no database."""
    work = look if seconds is None else partial(look, seconds=seconds)
    with ThreadPoolExecutor(max_workers=AT_ONCE, thread_name_prefix="calendars") as pool:
        for done in as_completed([pool.submit(work, task) for task in tasks]):
            yield done.result()


def freshen(people: Iterable[User], *, now: datetime) -> None:
    """Before a booking: look again into calendars of `people` that were read over 2 minutes ago.

    Not within a transaction. Takes some four seconds at most for each four of them; a calendar
    that does not answer keeps what it said last, and one that failed just now is left alone.
    """
    sources = CalendarSource.objects.refreshed().let_in()
    sources = sources.filter(user__in=[person.pk for person in people])
    old = [
        source
        for source in sources.select_related("user__profile", "account")
        if source.is_older_than(FRESH, now=now)
        and (source.last_tried_at is None or now - source.last_tried_at > FRESH)
    ]
    for outcome in _looks(tasks_for(old, now=now), seconds=SECONDS_BEFORE_BOOKING) if old else ():
        store_outcome(outcome, now=now)


def refresh_source(source: CalendarSource, *, now: datetime) -> CalendarSource | None:
    """Look now, because its owner asks; None if it was removed meanwhile."""
    (task,) = tasks_for([source], now=now)
    return store_outcome(look(task, seconds=SECONDS_WHEN_ASKED), now=now)


@transaction.atomic
def store_outcome(outcome: Outcome, *, now: datetime) -> CalendarSource | None:
    """Make the source what the look came to; None if it was removed meanwhile.

    Nothing, if a later look has already been stored, or was refused with what opens the account
    no more while that was renewed.
    """
    account = outcome.task.account
    if account is not None and not _store_account(outcome, account, now=now):
        return None
    sources = CalendarSource.objects.filter(pk=outcome.task.source_id or 0)
    source = sources.select_for_update().first()
    if source is None:
        return None
    if source.last_tried_at is not None and source.last_tried_at > outcome.task.began_at:
        return source
    source.last_tried_at = outcome.task.began_at
    if outcome.problem:
        source.failures += 1
        source.problem = outcome.problem[:300]
    else:
        _store_success(source, outcome)
    if source.is_refreshed:
        chance = secrets.randbelow(1000) / 1000
        planned = next_try_at(now, failures=source.failures, chance=chance)
        source.next_try_at = max(planned, now + (outcome.wait or timedelta()))
    source.save()
    if not outcome.problem:
        ask_about_overlaps(source, now=now)
    return source


def _store_success(source: CalendarSource, outcome: Outcome) -> None:
    source.failures, source.problem = 0, ""
    source.last_success_at = outcome.task.began_at
    source.etag, source.last_modified = outcome.etag, outcome.last_modified
    source.cursor = outcome.cursor
    source.secret_address = _with_todays_key(source.secret_address)
    busy = outcome.busy
    if busy is None:
        return
    source.sha256, source.read_zone = outcome.sha256, outcome.task.zone
    source.read_until = outcome.read_until
    source.events_read = busy.events_read
    source.refused = [{"uid": refused.uid, "why": refused.why} for refused in busy.refused]
    source.warnings = list(busy.warnings)
    _store_intervals(source, busy.intervals)


def _store_account(outcome: Outcome, account: CalendarAccount, *, now: datetime) -> bool:
    """What the look says of the account; False if it was refused with what opens it no more.

    Before the source is locked: whoever connects an account locks the two in this order.
    """
    if outcome.secret is not None:
        keep_secret(account, outcome.secret)
    same = CalendarAccount.objects.filter(pk=account.pk, secret=account.secret)
    if outcome.is_lost:
        note_lost(account, problem=outcome.problem, now=now)
        return same.exists()
    if account.is_lost and not outcome.problem:
        same.update(is_lost=False, problem="")
    return True


def _with_todays_key(encrypted: str) -> str:
    """So that a key of before can be dropped a day after a new one has come."""
    return cipher(PURPOSE).rotate(encrypted.encode("ascii")).decode("ascii") if encrypted else ""


def _store_intervals(source: CalendarSource, intervals: Iterable[Interval]) -> None:
    """Only what differs is written: each row that changes is news to every search."""
    wanted = set(intervals)
    rows = {(row.starts_at, row.ends_at): row.pk for row in source.busy_intervals.all()}
    gone = [pk for times, pk in rows.items() if times not in wanted]
    source.busy_intervals.filter(pk__in=gone).delete()
    BusyInterval.objects.bulk_create(
        [
            BusyInterval(source=source, user_id=source.user_id, starts_at=start, ends_at=end)
            for start, end in sorted(wanted - rows.keys())
        ],
        batch_size=500,
    )
