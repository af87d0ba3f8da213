"""When people can be booked: their hours, without what is taken already and what limits close."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache

from django.db.models import F, Min

from accounts.domain.zones import zone_or_utc
from accounts.models import Profile, User
from interviews.models import Session
from scheduling.domain.availability import DAY, Hours, Window, free_intervals, midnight
from scheduling.domain.intervals import Interval, merge, subtract
from scheduling.domain.limits import (
    LONGEST_PAUSE,
    NO_LIMITS,
    REACH,
    Full,
    OwnLimits,
    Taken,
    not_free,
    why_full,
)
from scheduling.domain.quarters import QUARTER
from scheduling.models import AvailabilityException, BusyInterval, Claim, WeeklyWindow
from scheduling.queries.among import among

# ZoneInfo itself remembers eight zones and reads the others' files again for each person.
zone_named = lru_cache(maxsize=1024)(zone_or_utc)


@dataclass(frozen=True)
class Calendar:
    """A person's hours, what is taken of [start, end) and when their pause is over.

    `booked` is held by sessions here, `busy` is taken by what stands in their calendars
    elsewhere; each merged, in UTC. `paused_until_at` is local midnight of the date, as an instant.
    `starts`: of the sessions of the weeks around, if `limits` count them.
    """

    hours: Hours
    booked: list[Interval]
    busy: list[Interval]
    paused_until_at: datetime | None
    limits: OwnLimits = NO_LIMITS
    starts: Sequence[datetime] = ()

    @property
    def taken(self) -> Taken:
        return Taken(booked=self.booked, busy=self.busy, starts=self.starts)

    @property
    def not_free(self) -> list[Interval]:
        """All that is taken or closed by the person's limits, but for their notice; merged."""
        return not_free(self.limits, self.taken, zone=self.hours.zone)

    def open_time(self, *, start: datetime, end: datetime) -> list[Interval]:
        """The hours within [start, end) after any pause, sessions or not; merged, in UTC."""
        if self.paused_until_at is not None:
            start = max(start, self.paused_until_at)
        return free_intervals(self.hours, start=start, end=end)

    def free_time(self, *, start: datetime, end: datetime) -> list[Interval]:
        """`open_time` without what is taken or closed by limits."""
        return subtract(self.open_time(start=start, end=end), self.not_free)

    def time_to_ask(self, *, start: datetime, end: datetime, now: datetime) -> list[Interval]:
        """`free_time` with the person's notice: what others can ask them for at `now`."""
        return self.free_time(start=max(start, self.limits.first_start(now=now)), end=end)

    def with_sessions(self, times: Iterable[Interval], *, starts: Iterable[datetime]) -> "Calendar":
        """The calendar if sessions held these times too; `starts` are those that limits count."""
        return replace(self, booked=merge([*self.booked, *times]), starts=[*self.starts, *starts])

    def why_full(self, *, start: datetime, end: datetime) -> Full | None:
        """What of the person's limits stands in the way of a session then."""
        return why_full(self.limits, self.taken, zone=self.hours.zone, start=start, end=end)


def free_time(user: User, *, start: datetime, end: datetime) -> list[Interval]:
    """When `user` can be booked within [start, end): hours, without what is taken or closed.

    Merged intervals in UTC. A person on a pause has none until the date they are back.
    """
    return free_time_of([user], start=start, end=end)[user.pk]


def free_time_of(
    users: Iterable[User], *, start: datetime, end: datetime
) -> dict[int, list[Interval]]:
    """`free_time` of each of `users` by their id, in the queries of `calendars_of`."""
    ids = [user.pk for user in users]
    calendars = calendars_of(ids, start=start, end=end)
    return {pk: calendars[pk].free_time(start=start, end=end) for pk in ids}


def time_to_ask_of(
    users: Iterable[User], *, start: datetime, end: datetime, now: datetime
) -> dict[int, list[Interval]]:
    """As `free_time_of`, with the notice that each wants."""
    ids = [user.pk for user in users]
    calendars = calendars_of(ids, start=start, end=end)
    return {pk: calendars[pk].time_to_ask(start=start, end=end, now=now) for pk in ids}


def calendars_of(
    ids: Collection[int], *, start: datetime, end: datetime, but_not: Session | None = None
) -> dict[int, Calendar]:
    """The calendars of people (by id) for [start, end), as if there were no `but_not`.

    Four queries whatever their number, and one for all whose limits count sessions. Exceptions
    are those of dates that can matter to this span in any zone; what is taken reaches as far
    beyond the span as a pause can.
    """
    weekly = _weekly_windows(ids)
    exceptions = _exceptions(ids, first=start.date() - 2 * DAY, last=end.date() + 2 * DAY)
    booked, busy = _taken_time(
        ids, start=start - LONGEST_PAUSE, end=end + LONGEST_PAUSE, but_not=but_not
    )
    rows = list(Profile.objects.filter(among("user", ids)).values_list(*_COLUMNS))
    limits = {pk: _limits(*columns) for pk, _, _, *columns in rows}
    counted = [pk for pk, own in limits.items() if own.counts]
    starts = _session_starts(counted, start=start, end=end, but_not=but_not) if counted else {}
    calendars = {}
    for pk, zone, back, *_ in rows:
        zone = zone_named(zone).key
        calendars[pk] = Calendar(
            hours=Hours(zone=zone, weekly=weekly.get(pk, {}), exceptions=exceptions.get(pk, {})),
            booked=merge(booked[pk]),
            busy=merge(busy[pk]),
            paused_until_at=midnight(back, zone=zone) if back else None,
            limits=limits[pk],
            starts=starts.get(pk, ()),
        )
    return calendars


_COLUMNS = (
    *("user_id", "timezone", "paused_until_date"),
    *(
        f"user__booking_limits__{name}"
        for name in (
            *("buffer_before_minutes", "buffer_after_minutes", "notice_hours"),
            *("most_per_day", "most_per_week"),
        )
    ),
)


@lru_cache(maxsize=1024)
def _limits(
    before: int | None,
    after: int | None,
    notice_hours: int | None,
    per_day: int | None,
    per_week: int | None,
) -> OwnLimits:
    if before is None or after is None or notice_hours is None:
        return NO_LIMITS
    return OwnLimits(
        before=timedelta(minutes=before),
        after=timedelta(minutes=after),
        notice=timedelta(hours=notice_hours),
        per_day=per_day,
        per_week=per_week,
    )


def _session_starts(
    ids: Collection[int], *, start: datetime, end: datetime, but_not: Session | None
) -> Mapping[int, list[datetime]]:
    """When the sessions begin that can be in a week with any of [start, end); by claims.

    A session that was held, or missed, keeps its claims; a cancelled one has none.
    """
    claims = Claim.objects.filter(
        user__in=ids, quarter_at__gte=start - REACH, quarter_at__lt=end + REACH
    ).exclude(session=but_not)
    starts: defaultdict[int, list[datetime]] = defaultdict(list)
    rows = claims.order_by().values_list("user_id", "session_id").annotate(at=Min("quarter_at"))
    for pk, _, at in rows:
        starts[pk].append(at)
    return starts


def _weekly_windows(ids: Collection[int]) -> Mapping[int, Mapping[int, list[Window]]]:
    rows = WeeklyWindow.objects.filter(among("user", ids)).order_by()
    weekly: dict[int, dict[int, list[Window]]] = {}
    for pk, weekday, starts, ends in rows.values_list("user_id", "weekday", "starts", "ends"):
        weekly.setdefault(pk, {}).setdefault(weekday, []).append((starts, ends))
    return weekly


def _exceptions(
    ids: Collection[int], *, first: date, last: date
) -> Mapping[int, Mapping[date, list[Window]]]:
    rows = AvailabilityException.objects.filter(
        among("user", ids), date__gte=first, date__lte=last
    ).order_by()
    exceptions: dict[int, dict[date, list[Window]]] = {}
    for pk, day, starts, ends in rows.values_list("user_id", "date", "starts", "ends"):
        windows = exceptions.setdefault(pk, {}).setdefault(day, [])
        if starts is not None and ends is not None:
            windows.append((starts, ends))
    return exceptions


def _taken_time(
    ids: Collection[int], *, start: datetime, end: datetime, but_not: Session | None
) -> tuple[defaultdict[int, list[Interval]], defaultdict[int, list[Interval]]]:
    """What sessions hold, and what other calendars take; one query, for searches ask it often."""
    claims = Claim.objects.filter(
        among("user", ids), quarter_at__gt=start - QUARTER, quarter_at__lt=end
    ).exclude(session=but_not)
    others = BusyInterval.objects.filter(among("user", ids), starts_at__lt=end, ends_at__gt=start)
    rows = (
        claims.annotate(until_at=F("quarter_at"))  # an end that no busy interval can have
        .values_list("user_id", "quarter_at", "until_at")
        .union(others.values_list("user_id", "starts_at", "ends_at"), all=True)
    )
    booked: defaultdict[int, list[Interval]] = defaultdict(list)
    busy: defaultdict[int, list[Interval]] = defaultdict(list)
    for pk, starts, ends in rows:
        if starts == ends:
            booked[pk].append((starts, starts + QUARTER))
        else:
            busy[pk].append((starts, ends))
    return booked, busy
