"""A person's hours as their own page shows them."""

from calendar import day_name
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby

from accounts.models import User
from scheduling.domain.availability import WallSpan, Window, midnight, wall_days, window_text
from scheduling.domain.clock_changes import ClockChange, clock_changes
from scheduling.domain.intervals import subtract
from scheduling.domain.week_paint import Block, block
from scheduling.models import AvailabilityException, WeeklyWindow
from scheduling.queries.free_time import calendars_of, zone_named

PREVIEW_DAYS = 14
DAYS_OF_WEEK = 7
_MINUTES = 24 * 60


@dataclass(frozen=True)
class WeekDay:
    """A day of the week with its windows, each with its words in `text`.

    `busy` is what calendars elsewhere take of `date`, the next one that is such a day.
    """

    number: int
    name: str
    windows: list[tuple[WeeklyWindow, str]]
    date: date
    busy: list[Block]


@dataclass(frozen=True)
class SpecialDate:
    """A date that differs; no `times` means closed."""

    day: date
    times: list[str]


@dataclass(frozen=True)
class Bar:
    """A stretch of a day as a picture needs it, in per cent of 24 hours, and in words."""

    x: str
    width: str
    text: str


@dataclass(frozen=True)
class PreviewDay:
    """What the wall clock of a local date reads while one is free, booked, busy elsewhere."""

    day: date
    is_special: bool
    free: list[Bar]
    booked: list[Bar]
    busy: list[Bar]
    blocks: list[Block]  # `busy` on the picture of a week


@dataclass(frozen=True)
class Week:
    """Everything on the page. `today` is the date in the person's zone."""

    zone: str
    today: date
    days: list[WeekDay]
    dates: list[SpecialDate]
    preview: list[PreviewDay]
    changes: list[ClockChange]
    paused_until: date | None

    @property
    def has_hours(self) -> bool:
        return any(day.windows for day in self.days)

    @property
    def is_busy_soon(self) -> bool:
        """Calendars elsewhere take some of the coming seven days."""
        return any(day.busy for day in self.days)

    @property
    def soon(self) -> tuple[date, date]:
        """The first and the last of the coming seven days."""
        return self.preview[0].day, self.preview[DAYS_OF_WEEK - 1].day

    @property
    def weekly(self) -> dict[int, list[Window]]:
        """Windows by weekday; days without any are left out."""
        return {
            day.number: [(row.starts, row.ends) for row, _ in day.windows]
            for day in self.days
            if day.windows
        }


def local_today(user: User, *, now: datetime) -> date:
    """The date where the person is."""
    return now.astimezone(zone_named(user.profile.timezone)).date()


def week_of(user: User, *, now: datetime) -> Week:
    """The person's hours, coming dates that differ, and the next 14 days; six queries."""
    zone, today = zone_named(user.profile.timezone).key, local_today(user, now=now)
    start = midnight(today, zone=zone)
    end = midnight(today + timedelta(days=PREVIEW_DAYS), zone=zone)
    dates = _special_dates(user, today=today)
    preview = _preview(
        user, special={special.day for special in dates}, zone=zone, start=start, end=end
    )
    back = user.profile.paused_until_date
    return Week(
        zone=zone,
        today=today,
        days=_week_days(user, soon=preview[:DAYS_OF_WEEK]),
        dates=dates,
        preview=preview,
        changes=clock_changes(zone, start=now, end=end),
        paused_until=back if back and back > today else None,
    )


def _week_days(user: User, *, soon: Sequence[PreviewDay]) -> list[WeekDay]:
    """`soon` is a day of each weekday."""
    rows = list(WeeklyWindow.objects.filter(user=user))
    return [
        WeekDay(
            number=coming.day.weekday(),
            name=day_name[coming.day.weekday()],
            windows=[
                (row, window_text((row.starts, row.ends)))
                for row in rows
                if row.weekday == coming.day.weekday()
            ],
            date=coming.day,
            busy=coming.blocks,
        )
        for coming in sorted(soon, key=lambda coming: coming.day.weekday())
    ]


def _special_dates(user: User, *, today: date) -> list[SpecialDate]:
    rows = AvailabilityException.objects.filter(user=user, date__gte=today)
    return [
        SpecialDate(
            day=day,
            times=[
                window_text((row.starts, row.ends))
                for row in group
                if row.starts is not None and row.ends is not None
            ],
        )
        for day, group in groupby(rows, key=lambda row: row.date)
    ]


def _preview(
    user: User, *, special: set[date], zone: str, start: datetime, end: datetime
) -> list[PreviewDay]:
    calendar = calendars_of([user.pk], start=start, end=end)[user.pk]
    free = calendar.free_time(start=start, end=end)
    free_days = wall_days(free, zone=zone, start=start, end=end)
    booked_days = wall_days(calendar.booked, zone=zone, start=start, end=end)
    busy = subtract(calendar.busy, calendar.booked)
    busy_days = wall_days(busy, zone=zone, start=start, end=end)
    return [
        PreviewDay(
            day=day,
            is_special=day in special,
            free=_bars(free_days[day]),
            booked=_bars(booked_days[day]),
            busy=_bars(busy_days[day]),
            blocks=[block(day.weekday(), span.start, span.end) for span in busy_days[day]],
        )
        for day in free_days
    ]


def _bars(spans: Sequence[WallSpan]) -> list[Bar]:
    return [
        Bar(
            x=f"{100 * span.start / _MINUTES:.2f}%",
            width=f"{100 * (span.end - span.start) / _MINUTES:.2f}%",
            text=window_text((wall_time(span.start), wall_time(span.end))),
        )
        for span in spans
    ]


def wall_time(minute: int) -> time:
    """A minute of a day (0 … 1440) as the wall clock shows it; the end of the day is 00:00."""
    return time(minute // 60 % 24, minute % 60)
