"""The search for a partner as one would write it first: everybody is read, for each search.

The baseline of `partner_search`, and what the tests hold the arrays against.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from accounts.models import User
from interviews.models import Kind
from scheduling.domain.pair_value import Obstacle, Way, obstacle, pair_value
from scheduling.domain.partner_index.search import narrowed
from scheduling.domain.partner_slots import Grid, free_bits, grid_from, run_starts, touched_bits
from scheduling.domain.quarters import QUARTER
from scheduling.domain.rules import MIN_NOTICE
from scheduling.queries.declines import respect_of
from scheduling.queries.free_time import calendars_of
from scheduling.queries.partner_pool import Member, fit_with, members_of, past_of

READ_AT_ONCE = 5000
KIND_WORDS = {kind.value: kind.label.lower() for kind in Kind}


@dataclass
class NaiveFound:
    """(value, starts as bits of `grid`) of who matches, by id; ids of who fits at no time."""

    grid: Grid
    zone: str
    matches: dict[int, tuple[int, int]] = field(default_factory=dict)
    others: set[int] = field(default_factory=set)
    obstacles: Counter[Obstacle] = field(default_factory=Counter)

    def ranks(self) -> dict[int, tuple[int, int]]:
        """Value and number of starts of each."""
        return {pk: (value, starts.bit_count()) for pk, (value, starts) in self.matches.items()}

    def people_at(self) -> Counter[datetime]:
        """How many could start at each slot."""
        people: Counter[datetime] = Counter()
        for _, starts in self.matches.values():
            people.update(self.grid.at(n) for n in range(self.grid.size) if starts >> n & 1)
        return people

    def dates_of(self, pk: int) -> set[date]:
        """The dates (in the zone of who searches) on which one can start with this person."""
        starts, zone = self.matches[pk][1], ZoneInfo(self.zone)
        slots = (n for n in range(self.grid.size) if starts >> n & 1)
        return {self.grid.at(n).astimezone(zone).date() for n in slots}


def naive_search(user: User, *, way: Way, kind: str, now: datetime) -> NaiveFound:
    grid = grid_from(now + MIN_NOTICE, days=14)
    me = members_of([user.pk])[user.pk]
    person = narrowed(me.person, way=way, kind=kind)
    past, no = past_of(user, now=now), respect_of(None, now=now)
    mine = calendars_of([user.pk], start=grid.start, end=grid.end)[user.pk]
    mine_free = free_bits(grid, mine.free_time(start=grid.start, end=grid.end))
    usual, recent = NaiveFound(grid=grid, zone=me.zone), NaiveFound(grid=grid, zone=me.zone)
    for they, free in _everybody(grid, now=now):
        pk = they.pk
        if pk == me.pk or not they.is_here(now=now) or pk in no.resting:
            continue
        if no.keeps_apart(me.pk, pk):
            continue
        found = recent if pk in past.recent(now=now) else usual
        why = obstacle(person, they.person, way=way)
        if why is not None:
            usual.obstacles[why] += 1
            continue
        fit = fit_with(me, they, way=way, kind=kind)
        taken = touched_bits(grid, [*past.asked.get(pk, ()), *no.unsuitable.get(pk, ())])
        length = timedelta(minutes=fit.minutes) // QUARTER
        starts = run_starts(mine_free & free & ~taken, length=length)
        if starts:
            value = pair_value(person, they.person, way=way, kind_words=KIND_WORDS).total
            found.matches[pk] = (value, starts)
        elif pk not in past.asked:
            found.others.add(pk)
    if not usual.matches:
        usual.matches = recent.matches
    return usual


def _everybody(grid: Grid, *, now: datetime) -> Iterator[tuple[Member, int]]:
    ids = list(User.objects.order_by("pk").values_list("pk", flat=True))
    for at in range(0, len(ids), READ_AT_ONCE):
        some = ids[at : at + READ_AT_ONCE]
        free = _free(some, grid, now=now)
        for pk, member in members_of(some).items():
            yield member, free[pk]


def _free(ids: list[int], grid: Grid, *, now: datetime) -> dict[int, int]:
    calendars = calendars_of(ids, start=grid.start, end=grid.end)
    return {
        pk: free_bits(grid, calendar.time_to_ask(start=grid.start, end=grid.end, now=now))
        for pk, calendar in calendars.items()
    }
