"""When is a person busy, by the bytes of an iCalendar file (RFC 5545)?

The whole way: decoding → components → prefilter → events → series → merged intervals. One event
that cannot be read never hides the rest: it is refused by name, and the others count.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from scheduling.domain.busy.components import Section, properties_of, sections_of
from scheduling.domain.busy.decoding import NotACalendar, decoded
from scheduling.domain.busy.effort import Effort
from scheduling.domain.busy.events import Event, read_event
from scheduling.domain.busy.prefilter import Sketch, sketches_of, touching
from scheduling.domain.busy.series import busy_of_series
from scheduling.domain.busy.values import Unreadable
from scheduling.domain.busy.zones import Zones
from scheduling.domain.intervals import Interval, clip, merge

__all__ = ["Busy", "NotACalendar", "Refused", "read_busy"]

MOST_EVENTS = 100_000
MOST_REFUSED = 1_000  # named one by one; a warning counts the rest
MOST_WARNINGS = 50
_UNEXPECTED = "It could not be understood."


@dataclass(frozen=True)
class Refused:
    """An event that does not count, and why, in words for people. `uid` may be empty."""

    uid: str
    why: str


@dataclass(frozen=True)
class Busy:
    """What a calendar says of [start, end).

    `intervals` are merged, half-open, in UTC. `events_read` counts the VEVENTs of the file less
    the refused ones. `own_uids` are those of `ours` that were met, and left out.
    """

    intervals: tuple[Interval, ...]
    events_read: int
    refused: tuple[Refused, ...] = ()
    warnings: tuple[str, ...] = ()
    own_uids: tuple[str, ...] = ()


def read_busy(
    raw: bytes,
    *,
    home_zone: str,
    start: datetime,
    end: datetime,
    me: frozenset[str] = frozenset(),
    ours: frozenset[str] = frozenset(),
) -> Busy:
    """The busy time in [start, end) (aware) by the calendar in `raw`.

    Whole days, and times without a zone, are those of `home_zone` (IANA). `me` are the person's
    mail addresses: what they declined is free. Events whose UID is in `ours` are left out: our
    sessions, come back through the calendar they were written to.
    Raises NotACalendar, its message fit for people.
    """
    reader = _Reader(home_zone, start.astimezone(UTC), end.astimezone(UTC), me, ours)
    for section in sections_of(decoded(raw)):
        reader.read(section)
    return reader.result()


class _Reader:
    def __init__(
        self,
        home_zone: str,
        start: datetime,
        end: datetime,
        me: frozenset[str],
        ours: frozenset[str],
    ) -> None:
        self.home_zone, self.start, self.end = home_zone, start, end
        self.me = frozenset(address.strip().lower().removeprefix("mailto:") for address in me)
        self.ours = ours
        self.effort = Effort()
        self.intervals: list[Interval] = []
        self.refused: list[Refused] = []
        self.warnings: dict[str, None] = {}  # in order, each once
        self.own_uids: dict[str, None] = {}
        self.events = 0

    def read(self, section: Section) -> None:
        self.events += len(section.events)
        if self.events > MOST_EVENTS:
            raise NotACalendar(f"It holds more than {MOST_EVENTS:,} events, too many to read.")
        zones = Zones(
            home=self.home_zone,
            floating=section.zone_name,
            definitions=section.definitions,
            horizon=(self.start, self.end),
            warn=self.warn,
        )
        groups = sketches_of(section.events)
        for uid, sketches in touching(groups, start=self.start, end=self.end):
            if uid in self.ours:
                self.own_uids[uid] = None
                continue
            self._read_series(uid, sketches, zones)

    def _read_series(self, uid: str, sketches: Iterable[Sketch], zones: Zones) -> None:
        events: list[Event] = []
        for sketch in sketches:
            try:
                properties = properties_of(sketch.text)
                events.append(read_event(properties, zones=zones, me=self.me, warn=self.warn))
            except Exception as error:  # one bad event never hides the rest
                self._refuse(uid, error)
        try:
            self.intervals += busy_of_series(
                events, start=self.start, end=self.end, effort=self.effort
            )
        except Exception as error:
            for _ in events:
                self._refuse(uid, error)

    def _refuse(self, uid: str, error: Exception) -> None:
        why = str(error) if isinstance(error, Unreadable) else _UNEXPECTED
        self.refused.append(Refused(uid=uid[:200], why=why))

    def warn(self, words: str) -> None:
        self.warnings[words] = None

    def result(self) -> Busy:
        warnings = list(self.warnings)
        if len(warnings) > MOST_WARNINGS:
            rest = len(warnings) - MOST_WARNINGS
            warnings = [*warnings[:MOST_WARNINGS], f"… and {rest} more of this kind."]
        if len(self.refused) > MOST_REFUSED:
            warnings.append(f"{len(self.refused) - MOST_REFUSED} more events could not be read.")
        return Busy(
            intervals=tuple(clip(merge(self.intervals), start=self.start, end=self.end)),
            events_read=self.events - len(self.refused),
            refused=tuple(self.refused[:MOST_REFUSED]),
            warnings=tuple(warnings),
            own_uids=tuple(self.own_uids),
        )
