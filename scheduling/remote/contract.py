"""What every service that keeps people's calendars does for us, whichever protocol it speaks.

One object is one account for a short while: a request, or a turn of a job. It holds no database
row and touches none; what it learns it returns. All instants are aware, in UTC.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from scheduling.domain.busy.reading import Busy
from scheduling.domain.ical import CalendarEntry
from scheduling.domain.intervals import Interval


class RemoteProblem(Exception):
    """It did not work this time; the message is fit for the person, and holds no address."""


class SignInLost(RemoteProblem):
    """The account does not let us in any more (401, invalid_grant): its owner must connect it
    again, and until then nothing is tried."""


class TryLater(RemoteProblem):
    """The service asks us to wait (429, 503). `after` is how long, if it said so."""

    def __init__(self, message: str, *, after: timedelta | None = None) -> None:
        super().__init__(message)
        self.after = after


@dataclass(frozen=True)
class RemoteCalendar:
    """One of an account's calendars. `ref` is the service's own name for it: a path, an id."""

    ref: str
    name: str
    can_write: bool
    is_main: bool


@dataclass(frozen=True)
class Copy:
    """An event of ours as it stands in a calendar there.

    `version` changes with every change of it (an ETag, a changeKey). `sequence` is what we wrote
    into it, None if it does not say.
    """

    ref: str
    version: str
    starts_at: datetime
    ends_at: datetime
    sequence: int | None = None


class Changed(RemoteProblem):
    """The event is not as we left it (412); nothing was written. `copy` is how it stands now."""

    def __init__(self, copy: Copy) -> None:
        super().__init__("It was changed in the calendar meanwhile.")
        self.copy = copy


class Gone(RemoteProblem):
    """The event, or the whole calendar, is no longer there (404, 410)."""


@dataclass(frozen=True)
class BusyWanted:
    """What is asked of a calendar: busy time in [start, end).

    `cursor` is what came with the last answer: if nothing has changed since, nothing need be
    read. Empty: read it all. `home_zone` (IANA), `me` (mail addresses) and `ours` (UIDs) are as in
    `read_busy`. `copies` are our events in this calendar, for services that tell busy time
    without saying of which event: their time is not busy time, our own claims hold it.
    """

    start: datetime
    end: datetime
    home_zone: str
    cursor: str = ""
    me: frozenset[str] = frozenset()
    ours: frozenset[str] = frozenset()
    copies: Collection[Copy] = ()

    @property
    def own_time(self) -> list[Interval]:
        return sorted((copy.starts_at, copy.ends_at) for copy in self.copies)


@dataclass(frozen=True)
class BusyAnswer:
    """`busy` is None if nothing has changed since the cursor."""

    busy: Busy | None
    cursor: str


@dataclass(frozen=True)
class Changes:
    """What became of our events since a cursor; `cursor` is for the next time.

    `changed` are those whose version is another one, `gone` the refs of those no longer there.
    """

    cursor: str
    changed: tuple[Copy, ...] = ()
    gone: tuple[str, ...] = ()


class CalendarService(Protocol):
    """An account. Each method raises RemoteProblem and nothing else."""

    @property
    def secret(self) -> Mapping[str, str]:
        """What opens the account, as it is now: a token may have been renewed meanwhile, and
        whoever keeps the secret keeps this one."""

    def calendars(self) -> list[RemoteCalendar]:
        """Those that hold events, the main one first."""

    def busy(self, calendar: str, wanted: BusyWanted) -> BusyAnswer:
        """When its owner is busy by this calendar. Raises Gone if the calendar is."""

    def create(self, calendar: str, entry: CalendarEntry) -> Copy:
        """Write the event. If an earlier try has already created it, no second one comes to be:
        what stands there is returned, with the `sequence` that it has."""

    def update(self, calendar: str, entry: CalendarEntry, copy: Copy) -> Copy:
        """Write it over `copy`, only if that is how it still stands. Raises Changed, Gone."""

    def delete(self, calendar: str, copy: Copy) -> None:
        """Take it out, only if that is how it still stands. Raises Changed; gone is fine."""

    def look(self, calendar: str, ref: str) -> Copy | None:
        """How our event stands now; None if it is not there."""

    def changes(self, calendar: str, *, cursor: str, copies: Collection[Copy]) -> Changes:
        """What became of `copies`, all of ours in this calendar, since `cursor` ("": ever).

        A cursor that the service no longer knows (403 valid-sync-token, 410) means that
        everything is compared anew: what is not there is gone, what differs is changed.
        """
