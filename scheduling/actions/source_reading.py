"""Look into an outside calendar, without the database: many at once, each in a thread."""

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from hashlib import sha256

from django.conf import settings

from common.encryption import Unreadable, decrypt
from interviews.models import Participation
from scheduling.busy_worker.parent import CannotReadCalendar, read_busy_apart
from scheduling.domain.busy.reading import Busy, NotACalendar
from scheduling.domain.refresh_plan import AHEAD, AHEAD_OF_A_FILE, BEHIND, is_window_fresh
from scheduling.fetching.addresses import CannotFetch, allowed_places
from scheduling.fetching.calendar_file import SECONDS, fetch_calendar
from scheduling.models import CalendarAccount, CalendarSource, WrittenEvent
from scheduling.queries.calendar_accounts import service_of, unsealed
from scheduling.queries.written_events import copy_of, standing_events
from scheduling.remote.contract import (
    BusyWanted,
    CalendarService,
    Gone,
    RemoteProblem,
    SignInLost,
    TryLater,
)

logger = logging.getLogger(__name__)

PURPOSE = "scheduling.calendar_source"
MOST_INTERVALS = 5000
KEY_IS_LOST = (
    "The site can no longer read this address, since its own key has changed. Add it again."
)
UNFORESEEN = "Something went wrong on our side."
TOO_MANY = "It has more separate busy times than can be kept. Publish a smaller calendar."
NOT_THERE = "This calendar is not in the account any more. Remove it here."
OURS_BEHIND = timedelta(days=30)  # copies of sessions that were moved may lie elsewhere by now


@dataclass(frozen=True)
class Task:
    """All that a look needs, read beforehand. `copies` are our events in this calendar."""

    source_id: int | None
    secret_address: str
    etag: str
    last_modified: str
    sha256: str
    is_window_fresh: bool
    zone: str
    me: frozenset[str]
    ours: frozenset[str]
    began_at: datetime
    cursor: str = ""
    account: CalendarAccount | None = None
    copies: tuple[WrittenEvent, ...] = ()


@dataclass(frozen=True)
class Outcome:
    """What a look came to. Neither `problem` nor `busy`: nothing has changed.

    `secret` is the account's, if it was renewed; `wait` what its service asks for.
    """

    task: Task
    problem: str = ""
    busy: Busy | None = None
    etag: str = ""
    last_modified: str = ""
    sha256: str = ""
    cursor: str = ""
    read_until: datetime | None = None
    secret: Mapping[str, str] | None = field(default=None, repr=False)
    is_lost: bool = False
    wait: timedelta | None = None

    def of(self, source_id: int) -> "Outcome":
        """The same, for a source that had no number when it was looked into."""
        return replace(self, task=replace(self.task, source_id=source_id))


def tasks_for(sources: Iterable[CalendarSource], *, now: datetime) -> list[Task]:
    """Two queries, whatever their number, and one for accounts that sessions are written into.

    Their `user__profile` and `account` should be selected.
    """
    sources = list(sources)
    ours: dict[int, set[str]] = {source.user_id: set() for source in sources}
    rows = Participation.objects.filter(
        user__in=ours, session__starts_at__gt=now - OURS_BEHIND
    ).values_list("user_id", "session__public_id")
    for user_id, public_id in rows:
        ours[user_id].add(str(public_id))
    accounts = [source.account for source in sources if source.account]
    copies = standing_events(accounts, since=now - OURS_BEHIND)
    return [
        _task(
            source,
            ours=ours[source.user_id],
            copies=copies.get(source.account_id or 0, ()),
            now=now,
        )
        for source in sources
    ]


def _task(
    source: CalendarSource,
    *,
    ours: Iterable[str],
    copies: Iterable[WrittenEvent],
    now: datetime,
) -> Task:
    zone = source.user.profile.timezone
    is_fresh = source.read_zone == zone and is_window_fresh(source.read_until, now=now)
    return Task(
        source_id=source.pk,
        secret_address=source.secret_address,
        etag=source.etag,
        last_modified=source.last_modified,
        sha256=source.sha256,
        is_window_fresh=is_fresh,
        zone=zone,
        me=frozenset({source.user.email}),
        ours=frozenset(ours),
        began_at=now,
        cursor=source.cursor,
        account=source.account,
        copies=tuple(copies),
    )


def look(task: Task, *, seconds: float = SECONDS) -> Outcome:
    """Fetch the calendar and read it, if it has changed. Never raises, and makes no query.

    What nobody foresaw is a failure of this calendar alone. Its words may hold the address, so
    only its kind is logged.
    """
    try:
        return _look(task, seconds=seconds)
    except Exception as error:
        logger.error("Calendar %s cannot be read: %s.", task.source_id, type(error).__name__)
        return Outcome(task, problem=UNFORESEEN)


def _look(task: Task, *, seconds: float) -> Outcome:
    try:
        address = decrypt(task.secret_address, purpose=PURPOSE)
    except Unreadable:
        return Outcome(task, problem=KEY_IS_LOST)
    if task.account is not None:
        return _look_into(task, task.account, calendar=address, seconds=seconds)
    try:
        fetched = fetch_calendar(
            address,
            # Who reads the file anew asks for all of it.
            etag=task.etag if task.is_window_fresh else "",
            last_modified=task.last_modified if task.is_window_fresh else "",
            seconds=seconds,
            allow=allowed_places(settings.FETCH_ALLOW),
        )
    except CannotFetch as error:
        return Outcome(task, problem=str(error))
    if fetched.body is None:
        return Outcome(task, etag=fetched.etag, last_modified=fetched.last_modified)
    return read_file(task, fetched.body, etag=fetched.etag, last_modified=fetched.last_modified)


def _look_into(task: Task, account: CalendarAccount, *, calendar: str, seconds: float) -> Outcome:
    """A calendar of an account. A secret that was renewed is kept, whatever came of the rest."""
    try:
        service = service_of(account, seconds=seconds)
    except RemoteProblem as problem:
        return _failed(task, problem)
    before = dict(service.secret)
    try:
        outcome = _asked(task, account, service, calendar=calendar)
    except RemoteProblem as problem:
        outcome = _failed(task, problem)
    return replace(outcome, secret=service.secret) if dict(service.secret) != before else outcome


def _failed(task: Task, problem: RemoteProblem) -> Outcome:
    return Outcome(
        task,
        problem=NOT_THERE if isinstance(problem, Gone) else str(problem),
        is_lost=isinstance(problem, SignInLost),
        wait=problem.after if isinstance(problem, TryLater) else None,
    )


def _asked(
    task: Task, account: CalendarAccount, service: CalendarService, *, calendar: str
) -> Outcome:
    is_written_into = account.writes and unsealed(account.secret_write_ref) == calendar
    until = task.began_at + AHEAD
    answer = service.busy(
        calendar,
        BusyWanted(
            start=task.began_at - BEHIND,
            end=until,
            home_zone=task.zone,
            cursor=task.cursor if task.is_window_fresh else "",
            me=task.me,
            ours=task.ours,
            copies=[copy_of(event) for event in task.copies] if is_written_into else (),
        ),
    )
    if answer.busy is None:
        return Outcome(task, cursor=answer.cursor)
    if len(answer.busy.intervals) > MOST_INTERVALS:
        return Outcome(task, problem=TOO_MANY)
    return Outcome(task, busy=answer.busy, cursor=answer.cursor, read_until=until)


def read_file(
    task: Task,
    raw: bytes,
    *,
    etag: str = "",
    last_modified: str = "",
    ahead: timedelta = AHEAD,
) -> Outcome:
    """What the bytes say, or that they say what they said before."""
    digest = sha256(raw).hexdigest()
    if digest == task.sha256 and task.is_window_fresh:
        return Outcome(task, etag=etag, last_modified=last_modified, sha256=digest)
    until = task.began_at + ahead
    try:
        busy = read_busy_apart(
            raw,
            home_zone=task.zone,
            start=task.began_at - BEHIND,
            end=until,
            me=task.me,
            ours=task.ours,
        )
    except (NotACalendar, CannotReadCalendar) as error:
        return Outcome(task, problem=str(error))
    if len(busy.intervals) > MOST_INTERVALS:
        return Outcome(task, problem=TOO_MANY)
    return Outcome(
        task,
        busy=busy,
        etag=etag,
        last_modified=last_modified,
        sha256=digest,
        read_until=until,
    )


def read_upload(task: Task, raw: bytes) -> Outcome:
    """A file is read further ahead: nobody brings it up to date by themself."""
    return read_file(task, raw, ahead=AHEAD_OF_A_FILE)
