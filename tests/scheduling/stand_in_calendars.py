"""A stand-in for a service that keeps calendars: the contract to the letter, in memory.

What it shows is that we keep to the contract. That real services do is shown with them: see
tests/scheduling/remote/.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from threading import current_thread, main_thread
from unittest.mock import patch

from django.db import connection
from django.utils import timezone

from accounts.models import User
from interviews.models import Session
from scheduling.actions.calendar_accounts import connect_account
from scheduling.domain.busy.reading import Busy
from scheduling.domain.ical import CalendarEntry
from scheduling.models import CalendarAccount, WrittenEvent
from scheduling.queries.calendar_accounts import sealed
from scheduling.remote.contract import (
    BusyAnswer,
    BusyWanted,
    Changed,
    Changes,
    Copy,
    Gone,
    RemoteCalendar,
    SignInLost,
)
from scheduling.remote.services import SERVICES

PASSWORD = "stand-in-s3cr3t"


@dataclass(frozen=True)
class Event:
    """As it stands there. `note` is what only its owner writes."""

    entry: CalendarEntry
    version: str
    note: str = ""

    @property
    def starts_at(self) -> datetime:
        return self.entry.starts_at


@dataclass
class StandInCalendars:
    """The service: calendars by their ref, each with events by their UID."""

    calendars: dict[str, dict[str, Event]] = field(default_factory=lambda: {"/work/": {}})
    password: str = PASSWORD
    calls: list[str] = field(default_factory=list)
    # What happens at the next call of that name: before it has any effect, or after.
    before: dict[str, list[BaseException | Callable[[], object]]] = field(default_factory=dict)
    after: dict[str, list[BaseException | Callable[[], object]]] = field(default_factory=dict)
    log: list[str] = field(default_factory=list)  # UIDs in the order in which they changed

    def event(self, session: object, calendar: str = "/work/") -> Event | None:
        return self.calendars[calendar].get(str(session.public_id))  # type: ignore[attr-defined]

    def put(self, calendar: str, uid: str, entry: CalendarEntry, *, note: str = "") -> Event:
        self.log.append(uid)
        event = Event(entry=entry, version=f"v{len(self.log)}", note=note)
        self.calendars[calendar][uid] = event
        return event

    # --- What its owner does ----------------------------------------------------------------

    def move(self, session: object, to: datetime) -> None:
        event = self.event(session)
        assert event is not None
        length = event.entry.ends_at - event.entry.starts_at
        # Many programs raise the SEQUENCE of what they change.
        entry = replace(
            event.entry,
            starts_at=to,
            ends_at=to + length,
            sequence=event.entry.sequence + 1,
        )
        self.put("/work/", entry.uid, entry, note=event.note)

    def write_note(self, session: object, note: str) -> None:
        event = self.event(session)
        assert event is not None
        self.put("/work/", event.entry.uid, event.entry, note=note)

    def delete(self, session: object) -> None:
        uid = str(session.public_id)  # type: ignore[attr-defined]
        self.log.append(uid)
        del self.calendars["/work/"][uid]

    # --- For tests --------------------------------------------------------------------------

    def open(self, secret: Mapping[str, str], seconds: float) -> "StandInService":
        assert seconds > 0
        return StandInService(self, dict(secret))


@dataclass
class StandInService:
    """One account for a short while. It refuses to be called within a transaction of ours."""

    server: StandInCalendars
    secret: dict[str, str]

    @contextmanager
    def _call(self, name: str) -> Iterator[None]:
        if current_thread() is main_thread():
            assert connection.savepoint_ids == [], f"{name} within a transaction"
        self.server.calls.append(name)
        self._happen(self.server.before, name)
        if self.secret["password"] != self.server.password:
            raise SignInLost("The password is not accepted.")
        yield
        self._happen(self.server.after, name)

    @staticmethod
    def _happen(planned: dict[str, list[BaseException | Callable[[], object]]], name: str) -> None:
        if planned.get(name):
            what = planned[name].pop(0)
            if isinstance(what, BaseException):
                raise what
            what()

    def _events(self, calendar: str) -> dict[str, Event]:
        if calendar not in self.server.calendars:
            raise Gone("The calendar is gone.")
        return self.server.calendars[calendar]

    def calendars(self) -> list[RemoteCalendar]:
        with self._call("calendars"):
            return [
                RemoteCalendar(ref, ref.strip("/").title(), True, number == 0)
                for number, ref in enumerate(self.server.calendars)
            ]

    def busy(self, calendar: str, wanted: BusyWanted) -> BusyAnswer:
        with self._call("busy"):
            times = [
                (event.entry.starts_at, event.entry.ends_at)
                for uid, event in self._events(calendar).items()
                if uid not in wanted.ours
            ]
            busy = Busy(sorted(times), len(times), (), ())
            return BusyAnswer(busy=busy, cursor=str(len(self.server.log)))

    def create(self, calendar: str, entry: CalendarEntry) -> Copy:
        with self._call("create"):
            events = self._events(calendar)
            return _copy(events.get(entry.uid) or self.server.put(calendar, entry.uid, entry))

    def update(self, calendar: str, entry: CalendarEntry, copy: Copy) -> Copy:
        with self._call("update"):
            self._as_left(calendar, copy)
            return _copy(self.server.put(calendar, copy.ref, entry))

    def delete(self, calendar: str, copy: Copy) -> None:
        with self._call("delete"):
            if copy.ref in self._events(calendar):
                self._as_left(calendar, copy)
                self.server.log.append(copy.ref)
                del self._events(calendar)[copy.ref]

    def _as_left(self, calendar: str, copy: Copy) -> None:
        event = self._events(calendar).get(copy.ref)
        if event is None:
            raise Gone("It is gone.")
        if event.version != copy.version:
            raise Changed(_copy(event))

    def look(self, calendar: str, ref: str) -> Copy | None:
        with self._call("look"):
            event = self._events(calendar).get(ref)
            return _copy(event) if event else None

    def changes(self, calendar: str, *, cursor: str, copies: Collection[Copy]) -> Changes:
        with self._call("changes"):
            events = self._events(calendar)
            since = set(self.server.log[int(cursor) :]) if cursor.isdigit() else None
            ours = [copy for copy in copies if since is None or copy.ref in since]
            there = [(copy, events.get(copy.ref)) for copy in ours]
            return Changes(
                cursor=str(len(self.server.log)),
                changed=tuple(
                    _copy(event) for copy, event in there if event and event.version != copy.version
                ),
                gone=tuple(copy.ref for copy, event in there if event is None),
            )


def _copy(event: Event) -> Copy:
    entry = event.entry
    return Copy(entry.uid, event.version, entry.starts_at, entry.ends_at, entry.sequence)


@contextmanager
def stand_in() -> Iterator[StandInCalendars]:
    """For the time of a test, CalDAV accounts are accounts of the stand-in."""
    server = StandInCalendars()
    with patch.dict(SERVICES, {"caldav": server.open}):
        yield server


def writing_account(user: User, *, calendar: str = "/work/", now: datetime) -> CalendarAccount:
    """The person's account there, into whose calendar “Work” their sessions are written."""
    account = connect_account(
        user,
        kind="caldav",
        external_id="ana",
        label="ana at dav.example.org",
        secret={"address": "https://dav.example.org/", "user": "ana", "password": PASSWORD},
        now=now,
    )
    account.secret_write_ref, account.write_name = sealed(calendar), "Work"
    account.next_look_at = now + timedelta(minutes=5)
    account.save()
    return account


def look_now(account: CalendarAccount) -> None:
    CalendarAccount.objects.filter(pk=account.pk).update(next_look_at=timezone.now())


def deleted_in_calendar(session: Session, user: User, *, now: datetime) -> WrittenEvent:
    """As after the person was asked about it; their account has been lost since."""
    account = writing_account(user, now=now)
    CalendarAccount.objects.filter(pk=account.pk).update(is_lost=True)
    return WrittenEvent.objects.create(
        account=account,
        session=session,
        user=user,
        state="deleted",
        secret_ref=sealed(str(session.public_id)),
        sequence=session.sequence,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        asked_at=now,
        questions=1,
    )
