"""Find a partner: who fits, when both are free, best first, with the reason for each.

The arrays of partner_index say who is found, in which order, and how many are free when. What a
page shows of a person is read from the tables again and checked, so that it is true and can be
proposed.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from uuid import UUID
from zoneinfo import ZoneInfo

from accounts.models import User
from interviews.models import Kind, Level
from scheduling.domain.declines import Respect
from scheduling.domain.pair_value import Way, pair_value
from scheduling.domain.partner_index.search import (
    Found,
    Limits,
    Rows,
    Seeker,
    narrowed,
    search,
)
from scheduling.domain.partner_slots import (
    Grid,
    Start,
    few_starts,
    free_bits,
    grid_from,
    run_starts,
    slots_of,
    touched_bits,
)
from scheduling.domain.quarters import QUARTER
from scheduling.domain.rules import MIN_NOTICE
from scheduling.queries.declines import respect_of
from scheduling.queries.free_time import Calendar, calendars_of
from scheduling.queries.partner_index import PARTNERS
from scheduling.queries.partner_pool import Fit, Member, Past, fit_with, members_of, past_of

DAYS_AHEAD = 14
SLOTS_SHOWN = 3
WEEK_BITS = (1 << 7 * 96) - 1
KIND_WORDS = {kind.value: kind.label.lower() for kind in Kind}


@dataclass(frozen=True)
class PartnerSearch:
    """What was found for one person. `grid`: the time searched."""

    me: Member
    my_calendar: Calendar
    past: Past
    way: Way
    kind: str
    grid: Grid
    found: Found
    now: datetime

    @property
    def zone(self) -> str:
        return self.me.zone

    @property
    def only_recent(self) -> bool:
        """Everybody here was met in the last 14 days, as nobody else is left."""
        return self.found.only_recent

    @property
    def matches(self) -> Rows:
        """Who fits and is free when I am, best first: rows for `partner_rows`."""
        return self.found.matches

    @cached_property
    def days(self) -> dict[date, list[Start]]:
        """The times of each of my dates, each with how many people could meet me then."""
        return self.found.days


def find_partners(user: User, *, way: Way, kind: str, now: datetime) -> PartnerSearch:
    """The real partners for `user` in the next 14 days, at least two hours from `now`.

    `kind` is what they practise (in a session they only give: interview in), "" for any.
    Partners of the last 14 days come only if there is nobody else. Eleven queries, and some for
    what has changed since this process searched last. Not within a transaction.
    """
    grid = grid_from(now + MIN_NOTICE, days=DAYS_AHEAD)
    me = members_of([user.pk])[user.pk]
    calendar = calendars_of([user.pk], start=grid.start, end=grid.end)[user.pk]
    past = past_of(user, now=now)
    no = respect_of([user.pk], now=now)
    with PARTNERS.current(now=now) as arrays:
        free = calendar.free_time(start=grid.start, end=grid.end)
        seeker = Seeker(
            pk=me.pk,
            person=narrowed(me.person, way=way, kind=kind),
            extra_time_percent=me.extra_time_percent,
            zone=me.zone,
            free=free_bits(arrays.grid, free),
        )
        limits = Limits(
            apart=_apart(me, no),
            recent=past.recent(now=now),
            taken={pk: touched_bits(arrays.grid, times) for pk, times in past.asked.items()},
        )
        found = search(arrays, seeker, way=way, limits=limits, now=now)
    return PartnerSearch(
        me=me,
        my_calendar=calendar,
        past=past,
        way=way,
        kind=kind,
        grid=grid,
        found=found,
        now=now,
    )


def found_otherwise(found_now: PartnerSearch, *, way: Way, kind: str) -> Found:
    """What the same person would have found at the same moment with another choice; no query."""
    found = found_now.found
    person = narrowed(found_now.me.person, way=way, kind=kind)
    with PARTNERS.at_rest(found.arrays) as arrays:
        return search(
            arrays,
            replace(found.seeker, person=person),
            way=way,
            limits=found.limits,
            now=found_now.now,
        )


def _apart(me: Member, no: Respect) -> frozenset[int]:
    pairs = (pair for pair in no.apart if me.pk in pair)
    return frozenset(one if other == me.pk else other for one, other in pairs)


def matches_at(search: PartnerSearch, at: datetime | None) -> Rows:
    """The matches that could start at `at`; all of them if it is None."""
    return search.matches if at is None else search.found.matches_at(at)


@dataclass(frozen=True)
class Match:
    """Somebody who fits and is free with me: `starts` has the starts, `common` the quarters.

    Bits of the search's grid.
    """

    fit: Fit
    starts: int
    common: int


def checked_matches(search: PartnerSearch, rows: Sequence[int] | Rows) -> list[Match]:
    """These rows as the tables have them now, without whoever no longer matches; eight queries."""
    grid, me = search.grid, search.me
    ids = search.found.pks_of(rows)
    members = members_of(ids)
    calendars = calendars_of(ids, start=grid.start, end=grid.end)
    no = respect_of([me.pk, *ids], now=search.now)
    mine = free_bits(grid, search.my_calendar.free_time(start=grid.start, end=grid.end))
    matches = []
    for pk in ids:
        they = members.get(pk)
        if they is None or not they.is_here(now=search.now) or pk in no.resting:
            continue
        fit = fit_with(me, they, way=search.way, kind=search.kind)
        if fit is None or no.keeps_apart(me.pk, pk):
            continue
        taken = [*search.past.asked.get(pk, ()), *no.unsuitable.get(pk, ())]
        theirs = calendars[pk].time_to_ask(start=grid.start, end=grid.end, now=search.now)
        common = mine & free_bits(grid, theirs)
        starts = run_starts(
            common & ~touched_bits(grid, taken), length=timedelta(minutes=fit.minutes) // QUARTER
        )
        if starts:
            matches.append(Match(fit=fit, starts=starts, common=common))
    return matches


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
    search: PartnerSearch, rows: Sequence[int] | Rows, *, at: datetime | None = None
) -> list[Partner]:
    """People with a few times each (`at` alone if it is given), true at this moment."""
    slot = search.grid.slot(at) if at else None
    return [
        _row(search, match, at=at)
        for match in checked_matches(search, rows)
        if slot is None or match.starts >> slot & 1
    ]


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
    they = match.fit.member
    me = narrowed(search.me.person, way=search.way, kind=search.kind)
    value = pair_value(me, they.person, way=search.way, kind_words=KIND_WORDS)
    return [
        *value.reasons,
        _hours_words(match.common),
        _met_words(search.past.met.get(they.pk), zone=search.zone, now=search.now),
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
