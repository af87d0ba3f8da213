"""Find a partner: who fits, when both are free, best first, with the reason for each."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from uuid import UUID
from zoneinfo import ZoneInfo

from accounts.models import User
from interviews.models import Kind, Level
from scheduling.domain.intervals import Interval, merge, subtract
from scheduling.domain.pair_value import Way, pair_value
from scheduling.domain.partner_slots import (
    Grid,
    Start,
    few_starts,
    free_bits,
    grid_from,
    run_starts,
    slots_of,
    starts_by_day,
)
from scheduling.domain.quarters import QUARTER
from scheduling.domain.rules import MIN_NOTICE
from scheduling.queries.free_time import Calendar, calendars_of
from scheduling.queries.partner_pool import Fit, Fits, Member, Pool, load_pool, who_fits

DAYS_AHEAD = 14
SLOTS_SHOWN = 3
RECENTLY = timedelta(days=14)
WEEK_BITS = (1 << 7 * 96) - 1
KIND_WORDS = {kind.value: kind.label.lower() for kind in Kind}


@dataclass(frozen=True)
class Match:
    """Somebody who fits and is free with me: `starts` has the starts, `common` the quarters."""

    fit: Fit
    value: int
    starts: int
    common: int


@dataclass
class PartnerSearch:
    """What was found for one person. `matches` best first; `others` fit, but at no time of mine.

    `only_recent`: everybody here was met in the last 14 days, as nobody else is left.
    """

    pool: Pool
    grid: Grid
    fits: Fits
    calendars: Mapping[int, Calendar]
    now: datetime
    matches: list[Match] = field(default_factory=list)
    others: list[Fit] = field(default_factory=list)
    only_recent: bool = False
    _starts: dict[tuple[int, int], int] = field(default_factory=dict)
    _free: dict[int, int] = field(default_factory=dict)

    @property
    def zone(self) -> str:
        return self.pool.me.zone

    @property
    def my_calendar(self) -> Calendar:
        return self.calendars[self.pool.me.pk]

    def free_bits(self, pk: int) -> int:
        if pk not in self._free:
            free = self.calendars[pk].free_time(start=self.grid.start, end=self.grid.end)
            self._free[pk] = free_bits(self.grid, free)
        return self._free[pk]

    def starts_of(self, pk: int, *, minutes: int) -> int:
        """The slots from which the person is free for `minutes`, as bits."""
        key = (pk, minutes)
        if key not in self._starts:
            self._starts[key] = run_starts(
                self.free_bits(pk), length=timedelta(minutes=minutes) // QUARTER
            )
        return self._starts[key]

    @cached_property
    def days(self) -> dict[date, list[Start]]:
        """The times of each of my dates, each with how many people could meet me then."""
        return starts_by_day(self.grid, [match.starts for match in self.matches], zone=self.zone)


def find_partners(user: User, *, way: Way, kind: str, now: datetime) -> PartnerSearch:
    """The real partners for `user` in the next 14 days, at least two hours from `now`.

    `kind` is what they practise (in a session they only give: interview in), "" for any.
    Partners of the last 14 days come only if there is nobody else. Eleven queries.
    """
    pool = load_pool(user, now=now)
    fits = who_fits(pool, way=way, kind=kind)
    return search_each(pool, [fits], now=now)[0]


def search_each(pool: Pool, all_fits: Sequence[Fits], *, now: datetime) -> list[PartnerSearch]:
    """Who is free when I am, for each of several searches; four queries for all of them."""
    grid = grid_from(now + MIN_NOTICE, days=DAYS_AHEAD)
    ids = {pool.me.pk, *(fit.member.pk for fits in all_fits for fit in fits.fits)}
    calendars = calendars_of(sorted(ids), start=grid.start, end=grid.end)
    return [
        _search(PartnerSearch(pool=pool, grid=grid, fits=fits, calendars=calendars, now=now))
        for fits in all_fits
    ]


def _search(search: PartnerSearch) -> PartnerSearch:
    pool, fits, now = search.pool, search.fits, search.now
    recent: list[Match] = []
    for fit in fits.fits:
        match, was_recent = _match(search, fit), is_recent(pool, fit.member, now=now)
        if match.starts:
            (recent if was_recent else search.matches).append(match)
        elif not was_recent:
            search.others.append(fit)
    search.only_recent = bool(recent) and not search.matches
    search.matches = sorted(search.matches or recent, key=_rank)
    return search


def is_recent(pool: Pool, member: Member, *, now: datetime) -> bool:
    """Whether I met them in the last 14 days, or have a session with them ahead."""
    met_at = pool.met.get(member.pk)
    return met_at is not None and met_at >= now - RECENTLY


def _match(search: PartnerSearch, fit: Fit) -> Match:
    me, they = search.pool.me.pk, fit.member.pk
    starts = search.starts_of(me, minutes=fit.minutes) & search.starts_of(they, minutes=fit.minutes)
    if starts and they in search.pool.asked:
        starts &= _apart_from(search.grid, search.pool.asked[they], minutes=fit.minutes)
    if not starts:
        return Match(fit=fit, value=0, starts=0, common=0)
    value = pair_value(
        search.fits.me, fit.member.person, way=search.fits.way, kind_words=KIND_WORDS
    )
    common = search.free_bits(me) & search.free_bits(they)
    return Match(fit=fit, value=value.total, starts=starts, common=common)


def _apart_from(grid: Grid, asked: Sequence[Interval], *, minutes: int) -> int:
    """The slots from which a session would meet none of the times that were asked for already."""
    beyond = Grid(start=grid.start, size=grid.size + minutes // 15)
    rest = subtract([(grid.start, beyond.end)], merge(asked))
    return run_starts(free_bits(beyond, rest), length=minutes // 15)


def _rank(match: Match) -> tuple[int, int, str]:
    """Best first: by value, then by how much time there is in common."""
    return (-match.value, -match.starts.bit_count(), match.fit.member.pseudonym)


# --- what a page shows of them ---------------------------------------------------------------


@dataclass(frozen=True)
class Slot:
    """A time to propose; `iso` is for an address ("2026-11-24T18:00:00Z")."""

    at: datetime
    ends_at: datetime

    @property
    def iso(self) -> str:
        return f"{self.at:%Y-%m-%dT%H:%M:%SZ}"


@dataclass(frozen=True)
class Partner:
    """One row of the list; everything in it may be shown to whoever asks."""

    public_id: UUID
    pseudonym: str
    level: str
    volunteers_only: bool
    wants: list[str]
    gives: list[str]
    reasons: list[str]
    minutes: int
    my_kind: str
    their_kind: str
    slots: list[Slot]
    more_slots: int


def partner_rows(
    search: PartnerSearch, matches: Iterable[Match], *, at: datetime | None = None
) -> list[Partner]:
    """The matches as rows, with a few times each: `at` alone if it is given."""
    return [_row(search, match, at=at) for match in matches]


def matches_at(search: PartnerSearch, at: datetime | None) -> list[Match]:
    """The matches that could start at `at`; all of them if it is None."""
    if at is None:
        return search.matches
    slot = search.grid.slot(at)
    if slot is None:
        return []
    return [match for match in search.matches if match.starts >> slot & 1]


def _row(search: PartnerSearch, match: Match, *, at: datetime | None) -> Partner:
    fit, member = match.fit, match.fit.member
    starts = [search.grid.at(slot) for slot in slots_of(match.starts)]
    chosen = (
        [at] if at else few_starts(starts, minutes=fit.minutes, zone=search.zone, limit=SLOTS_SHOWN)
    )
    length = timedelta(minutes=fit.minutes)
    return Partner(
        public_id=member.public_id,
        pseudonym=member.pseudonym,
        level=Level(member.person.level).label,
        volunteers_only=member.volunteers_only,
        wants=[Kind(kind).label for kind in member.wants],
        gives=[Kind(kind).label for kind in member.gives],
        reasons=reasons_for(search, match),
        minutes=fit.minutes,
        my_kind=fit.my_kind,
        their_kind=fit.their_kind,
        slots=[Slot(at=start, ends_at=start + length) for start in chosen],
        more_slots=len(starts) - len(chosen),
    )


def reasons_for(search: PartnerSearch, match: Match) -> list[str]:
    """Why this partner, in sentences without a full stop."""
    member = match.fit.member
    value = pair_value(search.fits.me, member.person, way=search.fits.way, kind_words=KIND_WORDS)
    return [
        *value.reasons,
        _hours_words(match.common),
        _met_words(search.pool.met.get(member.pk), zone=search.zone, now=search.now),
    ]


def _hours_words(common: int) -> str:
    soon = (common & WEEK_BITS).bit_count() // 4
    if soon:
        return f"Free at {soon} of your hours in the next 7 days"
    later = common.bit_count() // 4
    hours = f"{later} of your hours" if later else "one of your times"
    return f"Free at {hours}, in 8 to 14 days"


def _met_words(met_at: datetime | None, *, zone: str, now: datetime) -> str:
    if met_at is None:
        return "You have not met yet"
    local = met_at.astimezone(ZoneInfo(zone))
    if met_at > now:
        return f"You have a session on {local:%a} {local.day} {local:%b} already"
    days = (now.astimezone(ZoneInfo(zone)).date() - local.date()).days
    if not days:
        return "You met today"
    return "You met yesterday" if days == 1 else f"You last met {days} days ago"
