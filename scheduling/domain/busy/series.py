"""The events of one UID → when they make busy."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta

from scheduling.domain.busy.effort import Effort
from scheduling.domain.busy.events import Event, Moment
from scheduling.domain.busy.expansion import starts_of
from scheduling.domain.busy.rules import Rule
from scheduling.domain.busy.values import DAY, Length, Unreadable
from scheduling.domain.intervals import Interval

MARGIN = 2 * DAY  # more than any two zones differ by
MOST_INSTANCES = 3_000  # of a series; over long spans at most one for each hour
STEPS_OF_AN_INSTANCE = 3
EARLIEST = datetime(1, 1, 3)  # noqa: DTZ001  # a wall reading


def busy_of_series(
    events: Sequence[Event], *, start: datetime, end: datetime, effort: Effort
) -> list[Interval]:
    """The busy time of all events of a UID around [start, end) (UTC), neither merged nor clipped.

    Raises Unreadable or an arithmetic error for rules that cannot be worked out.
    """
    masters, overrides = _sorted_out(events)
    busy = [interval_of(event.start, event.length) for event in overrides if not event.is_free]
    for master in masters:
        busy += _Series(master, overrides, start, end, effort).busy()
    return busy


def _sorted_out(events: Sequence[Event]) -> tuple[list[Event], list[Event]]:
    """Masters and overrides, of each only the newest versions.

    Two of the same SEQUENCE both count: rather busy twice than free by mistake. An override that
    repeats, with no master beside it, is a master (Google writes such after "this and following").
    """
    masters = _newest(event for event in events if event.replaces is None)
    overrides = [event for event in events if event.replaces is not None]
    if not masters:
        masters = _newest(event for event in overrides if event.rules)
        overrides = [event for event in overrides if not event.rules]
    by_instant: dict[datetime, list[Event]] = {}
    for event in overrides:
        assert event.replaces is not None
        by_instant.setdefault(event.replaces.utc, []).append(event)
    return masters, [event for same in by_instant.values() for event in _newest(same)]


def _newest(events: Iterable[Event]) -> list[Event]:
    kept = list(events)
    highest = max((event.sequence for event in kept), default=0)
    return [event for event in kept if event.sequence == highest]


def interval_of(moment: Moment, length: Length) -> Interval:
    """A start that is taken on the wall, an end that is counted from its instant."""
    begins = moment.utc
    if length.days:
        ends = moment.zone.to_utc(moment.wall + timedelta(days=length.days)) + length.exact
    else:
        ends = begins + length.exact
    return begins, ends


class _Series:
    """A master with its overrides, around [start, end)."""

    def __init__(
        self,
        master: Event,
        overrides: Sequence[Event],
        start: datetime,
        end: datetime,
        effort: Effort,
    ) -> None:
        self.master, self.zone = master, master.start.zone
        self.start, self.end, self.effort = start, end, effort
        replaced = [event.replaces for event in overrides if event.replaces]
        gone = [*replaced, *master.excluded]
        self.gone_at = {moment.utc for moment in gone if not moment.is_date}
        self.gone_on = {moment.wall.date() for moment in gone if moment.is_date}
        if master.start.is_date:
            self.gone_on |= {m.wall.date() for m in gone if m.wall.time() == datetime.min.time()}
        self.following = sorted(
            (
                (event.replaces.utc, event)
                for event in overrides
                if event.is_for_following and event.replaces
            ),
            key=lambda pair: pair[0],
        )

    def busy(self) -> list[Interval]:
        if self.master.is_free and not self.following:
            return []
        return [
            interval
            for moment, length in self._instances()
            if not self._is_gone(moment)
            for interval in self._as_changed(moment, length)
        ]

    def _instances(self) -> Iterator[tuple[Moment, Length]]:
        master = self.master
        low, high = self._wall_window()
        given: set[datetime] = set()
        if self._has_first():
            given.add(master.start.wall)
        for rule in master.rules:
            given.update(self._starts(rule, low, high))
            if len(given) > max(MOST_INSTANCES, 24 * (high - low).days):
                raise Unreadable("It repeats too often.")
        for rule in master.exclusion_rules:
            given.difference_update(self._starts(rule, low, high))
        self.effort.spend(STEPS_OF_AN_INSTANCE * len(given))
        for wall in given:
            yield Moment(wall, self.zone, master.start.is_date), master.length
        yield from master.added

    def _has_first(self) -> bool:
        """DTSTART is the first instance even where the rule would not give it, but not after the
        end of every rule: so are series written that were deleted from their first day on."""
        untils = [self._until(rule) for rule in self.master.rules]
        first = self.master.start.wall
        return not untils or any(until is None or first <= until for until in untils)

    def _starts(self, rule: Rule, low: datetime, high: datetime) -> Iterator[datetime]:
        return starts_of(
            rule,
            first=self.master.start.wall,
            low=low,
            high=high,
            until=self._until(rule),
            effort=self.effort.of_a_rule(),
        )

    def _until(self, rule: Rule) -> datetime | None:
        """The last wall time that may still be an instance."""
        if rule.until is None:
            return None
        at = rule.until.at
        if rule.until.is_date:
            return at + DAY - timedelta(seconds=1)  # the last day is included
        if rule.until.is_utc:
            at = max(at, EARLIEST)
            local = self.zone.to_wall(at.replace(tzinfo=UTC)) if at.year < 9999 else at
            return max(at, local) if self.master.start.is_date else local
        return at

    def _wall_window(self) -> tuple[datetime, datetime]:
        lengths = [self.master.length, *(event.length for _, event in self.following)]
        shifts = [abs(self._shift(at, event)) for at, event in self.following]
        margin = MARGIN + max(shifts, default=timedelta())
        low = self.start.replace(tzinfo=None) - max(each.nominal for each in lengths) - margin
        return low, self.end.replace(tzinfo=None) + margin

    def _is_gone(self, moment: Moment) -> bool:
        on: date = moment.wall.date()
        return on in self.gone_on or (bool(self.gone_at) and moment.utc in self.gone_at)

    def _shift(self, at: datetime, event: Event) -> timedelta:
        """How far an override moves the instances that follow, on the wall of the series."""
        was = self.zone.to_wall(at)
        now = event.start.wall if event.start.is_date else self.zone.to_wall(event.start.utc)
        return now - was

    def _as_changed(self, moment: Moment, length: Length) -> Iterator[Interval]:
        """The instance, moved by the last THISANDFUTURE at or before it."""
        by = None
        for at, event in self.following:
            if at <= moment.utc:
                by = (at, event)
        if by is None:
            if not self.master.is_free:
                yield interval_of(moment, length)
            return
        at, event = by
        if not event.is_free:
            moved = Moment(moment.wall + self._shift(at, event), moment.zone, event.start.is_date)
            yield interval_of(moved, event.length)
