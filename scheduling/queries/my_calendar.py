"""A week of the reader's own: sessions, what may become one, and the hours behind."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.urls import reverse

from accounts.models import User
from common.templatetags.times import offset_label
from interviews.models import Session
from interviews.queries.sessions import with_people
from scheduling.domain.availability import DAY, WallSpan, midnight, wall_days, window_text
from scheduling.domain.calendar_grid import (
    HOUR_HEIGHT,
    Place,
    hours_shown,
    lanes_of,
    missing_of,
    place_of,
)
from scheduling.domain.clock_changes import ClockChange, clock_changes
from scheduling.domain.intervals import clip, subtract
from scheduling.queries.free_time import calendars_of, zone_named
from scheduling.queries.proposals import open_proposals_between
from scheduling.queries.roles import roles_in_proposal
from scheduling.queries.session_rows import session_rows
from scheduling.queries.week import local_today, wall_time

REACH = timedelta(days=2 * 366)  # how far from today one can leaf


@dataclass(frozen=True)
class Entry:
    """Something in the week. `tone`: "booked", "over", "off" (cancelled, missed) or "maybe"."""

    starts_at: datetime
    ends_at: datetime
    title: str  # the partner's pseudonym
    detail: str  # who does what
    state: str  # in words
    tone: str
    url: str
    times: str  # "18:00–19:00", with the offset where the day has two


@dataclass(frozen=True)
class Block:
    entry: Entry
    place: Place
    label: str  # all of it in words, for who cannot see where it lies


@dataclass(frozen=True)
class CalendarDay:
    """`hours` is how long the day is: 24, but where the clocks change."""

    day: date
    is_today: bool
    hours: str
    free_words: list[str]
    free: list[Place]
    busy_words: list[str]  # by calendars elsewhere; nobody reads what stands there
    busy: list[Place]
    skipped: list[Place]
    blocks: list[Block]
    entries: list[Entry]  # that begin on this day, or reach into the week on its first
    now: str  # where the line of this moment is; "" on other days


@dataclass(frozen=True)
class MyCalendar:
    zone: str
    today: date
    first: date
    last: date
    previous: date | None
    following: date | None
    is_this_week: bool
    hour_lines: list[tuple[str, int]]  # "08:00" and where
    height: int
    days: list[CalendarDay]
    changes: list[ClockChange]

    @property
    def is_empty(self) -> bool:
        return not any(day.entries for day in self.days)

    @property
    def has_hours(self) -> bool:
        return any(day.free_words for day in self.days)


def my_calendar(user: User, *, day: date | None, now: datetime) -> MyCalendar:
    """The week (Monday to Sunday, where the reader is) with `day`; this week without one.

    Days further away than two years are as none. Eight queries, whatever is in the week.
    """
    zone, today = zone_named(user.profile.timezone).key, local_today(user, now=now)
    if day is None or abs(day - today) > REACH:
        day = today
    first = day - day.weekday() * DAY
    days = [first + n * DAY for n in range(7)]
    bounds = [midnight(each, zone=zone) for each in [*days, first + 7 * DAY]]
    start, end = bounds[0], bounds[-1]
    calendar = calendars_of([user.pk], start=start, end=end)[user.pk]
    open_time = calendar.open_time(start=start, end=end)
    elsewhere = clip(subtract(calendar.busy, calendar.booked), start=start, end=end)
    busy = wall_days(elsewhere, zone=zone, start=start, end=end)
    free = wall_days(open_time, zone=zone, start=start, end=end)
    entries = _entries(user, start=start, end=end, now=now)
    spans = [
        wall_days([(e.starts_at, e.ends_at)], zone=zone, start=start, end=end) for e in entries
    ]
    shown = [span for per_day in (free, busy, *spans) for each in per_day.values() for span in each]
    hours = hours_shown(shown)
    return MyCalendar(
        zone=zone,
        today=today,
        first=first,
        last=days[-1],
        previous=_leaf(first, -7, today=today),
        following=_leaf(first, 7, today=today),
        is_this_week=first <= today <= days[-1],
        hour_lines=[(f"{n:02}:00", (n - hours[0]) * HOUR_HEIGHT) for n in range(*hours)],
        height=(hours[1] - hours[0]) * HOUR_HEIGHT,
        days=[
            _day(
                each,
                bounds=(bounds[n], bounds[n + 1]),
                today=today,
                zone=zone,
                free=free.get(each, []),
                busy=busy.get(each, []),
                entries=list(
                    zip(entries, [per_day.get(each, []) for per_day in spans], strict=True)
                ),
                first_hour=hours[0],
                is_first=n == 0,
                now=now,
            )
            for n, each in enumerate(days)
        ],
        changes=clock_changes(zone, start=start, end=end),
    )


def _leaf(first: date, by: int, *, today: date) -> date | None:
    other = first + by * DAY
    return other if abs(other - today) <= REACH else None


def _day(
    day: date,
    *,
    bounds: tuple[datetime, datetime],
    today: date,
    zone: str,
    free: Sequence[WallSpan],
    busy: Sequence[WallSpan],
    entries: Sequence[tuple[Entry, Sequence[WallSpan]]],
    first_hour: int,
    is_first: bool,
    now: datetime,
) -> CalendarDay:
    start, end = bounds
    drawn = [(entry, span) for entry, parts in entries for span in parts if entry.tone != "off"]
    lanes = lanes_of([span for _, span in drawn])
    whole = wall_days([(start, end)], zone=zone, start=start, end=end).get(day, [])
    return CalendarDay(
        day=day,
        is_today=day == today,
        hours=f"{(end - start).total_seconds() / 3600:g}",
        free_words=_words(free),
        free=[place_of(span, first_hour=first_hour) for span in free],
        busy_words=_words(busy),
        busy=[place_of(span, first_hour=first_hour) for span in busy],
        skipped=[place_of(span, first_hour=first_hour) for span in missing_of(whole)],
        blocks=[
            Block(
                entry=entry,
                place=place_of(span, first_hour=first_hour, lane=lane, lanes=count),
                label=f"{day:%A} {day.day} {day:%B}, {entry.times}: {entry.title}, {entry.state}",
            )
            for (entry, span), (lane, count) in zip(drawn, lanes, strict=True)
        ],
        entries=[
            entry
            for entry, _ in entries
            if start <= entry.starts_at < end or (is_first and entry.starts_at < start)
        ],
        now=_now_line(now, zone=zone, first_hour=first_hour) if day == today else "",
    )


def _words(spans: Sequence[WallSpan]) -> list[str]:
    return [window_text((wall_time(span.start), wall_time(span.end))) for span in spans]


def _now_line(now: datetime, *, zone: str, first_hour: int) -> str:
    local = now.astimezone(zone_named(zone))
    return place_of(WallSpan(60 * local.hour + local.minute, 0), first_hour=first_hour).y


_SESSION_WORDS: Mapping[str, tuple[str, str]] = {
    Session.State.CONFIRMED: ("Booked", "booked"),
    Session.State.IN_PROGRESS: ("In progress", "booked"),
    Session.State.COMPLETED: ("Completed", "over"),
    Session.State.MISSED: ("Did not take place", "off"),
    Session.State.CANCELLED: ("Cancelled", "off"),
}


def _entries(user: User, *, start: datetime, end: datetime, now: datetime) -> list[Entry]:
    """Sessions and open proposals that meet [start, end), in order."""
    found = [
        *_sessions(user, start=start, end=end),
        *_proposals(user, start=start, end=end, now=now),
    ]
    return sorted(found, key=lambda entry: (entry.starts_at, entry.ends_at, entry.url))


def _sessions(user: User, *, start: datetime, end: datetime) -> list[Entry]:
    met = Session.objects.of(user).filter(starts_at__lt=end, ends_at__gt=start)
    entries = []
    for row in session_rows(with_people(met), user):
        state, tone = _SESSION_WORDS[row.session.state]
        if row.has_reconfirmed and row.session.state == Session.State.CONFIRMED:
            state = "Booked, you confirmed"
        entries.append(
            _entry(
                user,
                row.session.starts_at,
                row.session.ends_at,
                title=row.partner.profile.pseudonym,
                detail=" · ".join(f"{role.kind}: {role.text}" for role in row.roles),
                state=state,
                tone=tone,
                url=reverse("session", args=[row.session.public_id]),
            )
        )
    return entries


def _proposals(user: User, *, start: datetime, end: datetime, now: datetime) -> list[Entry]:
    return [
        _entry(
            user,
            proposal.starts_at,
            proposal.ends_at,
            title=proposal.other_than(user).profile.pseudonym,
            detail="New time for a session that is booked"
            if proposal.is_move
            else " · ".join(
                f"{role.kind}: {role.text}" for role in roles_in_proposal(proposal, user)
            ),
            state="Proposed, their turn" if proposal.has_accepted(user) else "Proposed, your turn",
            tone="maybe",
            url=reverse("proposal", args=[proposal.public_id]),
        )
        for proposal in open_proposals_between(user, start=start, end=end, now=now)
    ]


def _entry(user: User, starts_at: datetime, ends_at: datetime, **words: str) -> Entry:
    zone = zone_named(user.profile.timezone)
    begin, finish = starts_at.astimezone(zone), ends_at.astimezone(zone)
    times = f"{begin:%H:%M}–{finish:%H:%M}"
    if finish.date() != begin.date() and finish.time() != wall_time(0):
        times += " the next day"
    day = begin.date()
    if midnight(day + DAY, zone=zone.key) - midnight(day, zone=zone.key) != DAY:
        times += f" (begins at {offset_label(begin)})"
    return Entry(starts_at=starts_at, ends_at=ends_at, times=times, **words)
