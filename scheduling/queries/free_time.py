"""When people can be booked: their hours, without what is taken already."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from django.db.models import F

from accounts.domain.zones import zone_or_utc
from accounts.models import Profile, User
from scheduling.domain.availability import Hours, Window, free_intervals
from scheduling.domain.intervals import Interval, merge, subtract
from scheduling.domain.quarters import QUARTER
from scheduling.models import AvailabilityException, BusyInterval, Claim, WeeklyWindow
from scheduling.queries.among import among

DAY = timedelta(days=1)
# ZoneInfo itself remembers eight zones and reads the others' files again for each person.
zone_named = lru_cache(maxsize=1024)(zone_or_utc)


@dataclass(frozen=True)
class Calendar:
    """A person's hours, what is taken of [start, end) and when their pause is over.

    `booked` is held by sessions here, `busy` is taken by what stands in their calendars
    elsewhere; each merged, in UTC. `paused_until_at` is local midnight of the date, as an instant.
    """

    hours: Hours
    booked: list[Interval]
    busy: list[Interval]
    paused_until_at: datetime | None

    @property
    def held(self) -> list[Interval]:
        """All that is taken, merged."""
        return merge([*self.booked, *self.busy]) if self.busy else self.booked

    def open_time(self, *, start: datetime, end: datetime) -> list[Interval]:
        """The hours within [start, end) after any pause, sessions or not; merged, in UTC."""
        if self.paused_until_at is not None:
            start = max(start, self.paused_until_at)
        return free_intervals(self.hours, start=start, end=end)

    def free_time(self, *, start: datetime, end: datetime) -> list[Interval]:
        """`open_time` without what is held."""
        return subtract(self.open_time(start=start, end=end), self.held)


def free_time(user: User, *, start: datetime, end: datetime) -> list[Interval]:
    """When `user` can be booked within [start, end): their hours, without what is taken.

    Merged intervals in UTC. A person on a pause has none until the date they are back.
    """
    return free_time_of([user], start=start, end=end)[user.pk]


def free_time_of(
    users: Iterable[User], *, start: datetime, end: datetime
) -> dict[int, list[Interval]]:
    """`free_time` of each of `users` by their id, in four queries whatever their number."""
    ids = [user.pk for user in users]
    calendars = calendars_of(ids, start=start, end=end)
    return {pk: calendars[pk].free_time(start=start, end=end) for pk in ids}


def calendars_of(ids: Collection[int], *, start: datetime, end: datetime) -> dict[int, Calendar]:
    """The calendars of people (by id) for [start, end), in four queries whatever their number.

    Exceptions are those of dates that can matter to this span in any zone.
    """
    weekly = _weekly_windows(ids)
    exceptions = _exceptions(ids, first=start.date() - 2 * DAY, last=end.date() + 2 * DAY)
    booked, busy = _taken_time(ids, start=start, end=end)
    profiles = Profile.objects.filter(among("user", ids))
    calendars = {}
    for pk, zone, back in profiles.values_list("user_id", "timezone", "paused_until_date"):
        zone = zone_named(zone).key
        calendars[pk] = Calendar(
            hours=Hours(zone=zone, weekly=weekly.get(pk, {}), exceptions=exceptions.get(pk, {})),
            booked=merge(booked[pk]),
            busy=merge(busy[pk]),
            paused_until_at=midnight(back, zone=zone) if back else None,
        )
    return calendars


def held_time(
    ids: Collection[int], *, start: datetime, end: datetime
) -> Mapping[int, list[Interval]]:
    """What sessions hold and other calendars take, merged, of those who have any; one query."""
    booked, busy = _taken_time(ids, start=start, end=end)
    return {pk: merge([*booked[pk], *busy[pk]]) for pk in {*booked, *busy}}


def midnight(day: date, *, zone: str) -> datetime:
    """When `day` begins in `zone`, in UTC; with a repeated midnight, the first."""
    return datetime(day.year, day.month, day.day, tzinfo=zone_named(zone)).astimezone(UTC)


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
    ids: Collection[int], *, start: datetime, end: datetime
) -> tuple[defaultdict[int, list[Interval]], defaultdict[int, list[Interval]]]:
    """What sessions hold, and what other calendars take; one query, for searches ask it often."""
    claims = Claim.objects.filter(
        among("user", ids), quarter_at__gt=start - QUARTER, quarter_at__lt=end
    )
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
