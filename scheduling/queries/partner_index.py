"""The arrays of this process, brought up to date before each search: see docs/adr/0008."""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from threading import Lock, Thread

from django.db import connection
from django.db.models import Max

from accounts.models import User
from scheduling.domain.partner_index.hours import open_bits
from scheduling.domain.partner_index.rows import PartnerArrays, PartnerRow
from scheduling.domain.partner_slots import Grid, touched_bits
from scheduling.models import EVERYBODY
from scheduling.queries.declines import respect_of
from scheduling.queries.free_time import calendars_of
from scheduling.queries.partner_changes import Changes, Mark, changes_since, mark_of_now
from scheduling.queries.partner_pool import KINDS, members_of, worn_out_kinds

DAYS = 18  # a search looks two weeks and two hours ahead, and a new day begins now and then
HOUR = timedelta(hours=1)
RENEW_AFTER = timedelta(days=1)
READ_AT_ONCE = 4096  # people
MOST_CHANGES = 20_000  # people; beyond that, reading everybody is quicker


def _in_a_thread(work: Callable[[], None]) -> None:
    def run() -> None:
        try:
            work()
        finally:
            connection.close()

    Thread(target=run, name="partner-index", daemon=True).start()


class PartnerIndex:
    """Everybody's rows, as the database has them now. One for each process; any thread may ask.

    Built when it is first asked for. Once a day it is built anew beside the one in use, for the
    days that have come into sight.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self.forget()
        self.start_work: Callable[[Callable[[], None]], None] = _in_a_thread

    def forget(self) -> None:
        self._built: tuple[PartnerArrays, Mark] | None = None
        self._renewed: tuple[PartnerArrays, Mark] | None = None
        self._renewing_since: datetime | None = None

    @contextmanager
    def current(self, *, now: datetime) -> Iterator[PartnerArrays]:
        """The arrays with everything that is committed; they do not change while one has them.

        One query if nothing has changed. Not within a transaction (RuntimeError): rows that
        are taken back later would stay in the arrays.
        """
        _refuse_transaction()
        with self._lock:
            yield self._up_to_date(now=now)

    @contextmanager
    def at_rest(self, arrays: PartnerArrays) -> Iterator[PartnerArrays]:
        """`arrays` as they are, without another look; they do not change while one has them."""
        with self._lock:
            yield arrays

    def _up_to_date(self, *, now: datetime) -> PartnerArrays:
        if self._renewed is not None:
            self._built, self._renewed, self._renewing_since = self._renewed, None, None
        if self._built is None or not _reaches(self._built[0].grid, now=now):
            self._built = build(now=now)
        arrays, mark = self._built
        changes = changes_since(mark)
        if changes.are_lost or len(changes.people) > MOST_CHANGES:
            self._built = build(now=now)
            return self._built[0]
        _apply(changes, arrays, now=now)
        self._built = (arrays, changes.mark)
        if now >= arrays.grid.start + timedelta(days=1) + RENEW_AFTER:
            self._renew(now=now)
        return arrays

    def _renew(self, *, now: datetime) -> None:
        """Once at a time; again after a while if it came to nothing."""
        if self._renewing_since is None or now > self._renewing_since + timedelta(minutes=10):
            self._renewing_since = now
            self.start_work(lambda: self._renew_now(now=now))

    def _renew_now(self, *, now: datetime) -> None:
        renewed = build(now=now)
        with self._lock:
            self._renewed = renewed


PARTNERS = PartnerIndex()


def _refuse_transaction() -> None:
    """As atomic(durable=True) does: within a test's own transaction nothing is durable anyway."""
    blocks = connection.atomic_blocks
    if blocks and not blocks[0]._from_testcase:  # type: ignore[attr-defined]
        raise RuntimeError("A search for partners cannot be within a transaction.")


def _reaches(grid: Grid, *, now: datetime) -> bool:
    """Whether the grid holds all that a search at `now` looks at."""
    return grid.start <= now and now + timedelta(days=14, hours=3) <= grid.end


def build(*, now: datetime) -> tuple[PartnerArrays, Mark]:
    """Everybody, read anew; a few seconds for 100,000 people."""
    mark = mark_of_now()
    midnight = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    arrays = PartnerArrays(grid=Grid(start=midnight, size=DAYS * 96), kinds=KINDS)
    last = User.objects.aggregate(pk=Max("pk"))["pk"] or 0
    for first in range(0, last + 1, READ_AT_ONCE):
        some = range(first, first + READ_AT_ONCE)
        arrays.put(rows_of(some, grid=arrays.grid, now=now))
    return arrays, mark


def _apply(changes: Changes, arrays: PartnerArrays, *, now: datetime) -> None:
    people = sorted(changes.people - {EVERYBODY})
    for first in range(0, len(people), READ_AT_ONCE):
        some = people[first : first + READ_AT_ONCE]
        rows = rows_of(some, grid=arrays.grid, now=now)
        arrays.put(rows)
        arrays.remove({*some}.difference(row.pk for row in rows))
    if EVERYBODY in changes.people:
        worn_out = worn_out_kinds(None)
        arrays.wear_out(worn_out, otherwise=worn_out[EVERYBODY])


def rows_of(ids: Collection[int], *, grid: Grid, now: datetime) -> list[PartnerRow]:
    """The rows of those of `ids` who are in the tables; eight queries."""
    members = members_of(ids)
    calendars = calendars_of(ids, start=grid.start, end=grid.end)
    no = respect_of(ids, now=now)
    rows = []
    for pk, member in members.items():
        calendar = calendars[pk]
        held = touched_bits(grid, calendar.not_free)
        unsuitable = touched_bits(grid, no.unsuitable.get(pk, ()))
        away = [at for at in (member.paused_until_at, no.resting_until.get(pk)) if at]
        rows.append(
            PartnerRow(
                pk=pk,
                person=member.person,
                chosen=frozenset(member.chosen),
                extra_time_percent=member.extra_time_percent,
                takes_part=member.takes_part,
                away_until=max(away, default=None),
                notice_hours=calendar.limits.notice // HOUR,
                free=open_bits(grid, calendar.hours) & ~held & ~unsuitable,
            )
        )
    return rows
