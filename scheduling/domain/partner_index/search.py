"""Who fits one person and is free when they are, of everybody in the arrays."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cached_property, lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from interviews.domain.timetable import timetable
from scheduling.domain.limits import MOST_NOTICE_HOURS
from scheduling.domain.matching.weights import DEFAULT_WEIGHTS, Weights
from scheduling.domain.pair_value import Obstacle, Person, Way
from scheduling.domain.partner_index import kernel
from scheduling.domain.partner_index.rows import (
    EXTRA_TIME,
    WORD,
    PartnerArrays,
    Words,
    words_of,
)
from scheduling.domain.partner_slots import Grid, Start, run_starts
from scheduling.domain.quarters import QUARTER

WAYS = {Way.SWAP: kernel.SWAP, Way.PRACTISE: kernel.PRACTISE, Way.INTERVIEW: kernel.INTERVIEW}
OBSTACLES = {
    kernel.NO_LANGUAGE: Obstacle.LANGUAGE,
    kernel.NO_KIND: Obstacle.KIND,
    kernel.NO_LEVEL: Obstacle.LEVEL,
}
Rows = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Seeker:
    """Who searches. `free`: bits of the arrays' grid, none outside the time searched."""

    pk: int
    person: Person
    extra_time_percent: int
    zone: str
    free: int


@dataclass(frozen=True)
class Limits:
    """What one person's past rules out, by ids of others.

    `apart` are not offered at all, `recent` only if there is nobody else; `taken` has the slots
    (bits of the arrays' grid) that were asked for already.
    """

    apart: Collection[int] = ()
    recent: Collection[int] = ()
    taken: Mapping[int, int] = field(default_factory=dict)


def booked_minutes(way: Way, *, mine: int, theirs: int) -> int:
    """What a session takes of a calendar, by the extra time (percent) of the two."""
    if way == Way.SWAP:
        return timetable("swap", extra_time_percents=(mine, theirs)).booked_minutes
    learner = mine if way == Way.PRACTISE else theirs
    return timetable("one_way", extra_time_percents=(learner,)).booked_minutes


def search(
    arrays: PartnerArrays,
    seeker: Seeker,
    *,
    way: Way,
    limits: Limits,
    now: datetime,
    weights: Weights = DEFAULT_WEIGHTS,
) -> "Found":
    """Everybody's row once. The caller keeps the arrays from changing meanwhile."""
    asked = _asked(arrays, seeker, way=way, now=now, weights=weights)
    people = _people(arrays)
    rows_of = arrays.numbers
    skip = np.zeros(arrays.size, dtype=np.uint8)
    nobody = np.zeros(arrays.size, dtype=np.uint8)
    taken = limits.taken
    for pk in {seeker.pk, *limits.apart, *limits.recent, *taken}:
        if pk in rows_of:
            skip[rows_of[pk]] = 1
    usual, recent = _tally(arrays), _tally(arrays)
    kernel.search_rows(0, arrays.size, skip, people, asked, usual)
    for pk in {*limits.recent, *taken}.difference({seeker.pk, *limits.apart}):
        if pk in rows_of:
            free = seeker.free & ~taken.get(pk, 0)
            kernel.search_rows(
                rows_of[pk],
                rows_of[pk] + 1,
                nobody,
                people,
                asked._replace(**_starts(arrays, free, lengths=asked.lengths)),
                recent if pk in limits.recent else usual,
            )
    return Found(
        arrays=arrays, seeker=seeker, limits=limits, asked=asked, usual=usual, recent=recent
    )


def _people(arrays: PartnerArrays) -> kernel.People:
    return kernel.People(**{name: getattr(arrays, name) for name in kernel.People._fields})


def _tally(arrays: PartnerArrays) -> kernel.Tally:
    return kernel.Tally(
        outcome=np.zeros(arrays.size, dtype=np.uint8),
        ranks=np.zeros(arrays.size, dtype=np.int64),
        digits=np.zeros((arrays.words, kernel.COUNT_DIGITS), dtype=np.uint64),
        odd=np.zeros(arrays.words, dtype=np.uint64),
    )


def _asked(
    arrays: PartnerArrays, seeker: Seeker, *, way: Way, now: datetime, weights: Weights
) -> kernel.Asked:
    person = seeker.person
    dates = dates_of(arrays.grid, seeker.zone)
    slots = [
        booked_minutes(way, mine=seeker.extra_time_percent, theirs=theirs) // 15
        for theirs in EXTRA_TIME
    ]
    lengths = np.array(slots, dtype=np.int64)
    starts = _starts(arrays, seeker.free, lengths=lengths)
    is_mine = (dates.masks & np.bitwise_or.reduce(starts["starts"])).any(axis=1)
    return kernel.Asked(
        way=WAYS[way],
        wants=arrays.kind_mask(person.wants),
        gives=arrays.kind_mask(person.gives),
        level=person.level,
        level_given=person.level_given,
        languages=arrays.language_mask(person.languages),
        lengths=lengths,
        **starts,
        first_slots=_first_slots(arrays.grid, now=now),
        now=int(now.timestamp()),
        seed=seeker.pk * 2654435761 % 2**32,
        base=weights.swap_base if way == Way.SWAP else weights.one_way_base,
        kind_points=np.array(weights.kinds, dtype=np.int64),
        level_points=np.array(weights.levels, dtype=np.int64),
        lowest_gap=weights.lowest_gap,
        days=dates.masks[is_mine],
        day_words=dates.first_words[is_mine],
        rounds=dates.rounds,
    )


def _first_slots(grid: Grid, *, now: datetime) -> Rows:
    """`first_slots` of kernel.Asked."""
    since = now - grid.start
    hours = (since + timedelta(hours=hours) for hours in range(MOST_NOTICE_HOURS + 1))
    return np.array([-(-time // QUARTER) for time in hours], dtype=np.int64)


def _starts(arrays: PartnerArrays, free: int, *, lengths: Rows) -> dict[str, Any]:
    """`starts` and `words` of kernel.Asked, of somebody's `free` slots."""
    by_length = {length: run_starts(free, length=int(length)) for length in lengths}
    starts = np.array([words_of(by_length[length], number=arrays.words) for length in lengths])
    return {"starts": starts, "words": np.flatnonzero(starts.any(axis=0))}


@dataclass(frozen=True)
class Dates:
    """The local dates of a grid: the slots of each [date, word], and the first word of each.

    `rounds`: the slots on a full or half hour.
    """

    dates: tuple[date, ...]
    masks: Words
    first_words: Rows
    rounds: Words


@lru_cache(maxsize=512)
def dates_of(grid: Grid, zone: str) -> Dates:
    masks: dict[date, int] = {}
    rounds = 0
    for slot in range(grid.size):
        local = grid.at(slot).astimezone(ZoneInfo(zone))
        masks[local.date()] = masks.get(local.date(), 0) | 1 << slot
        rounds |= 0 if local.minute % 30 else 1 << slot
    number = -(-grid.size // WORD)
    words = np.array([words_of(mask, number=number) for mask in masks.values()])
    return Dates(
        dates=tuple(masks),
        masks=words,
        first_words=np.argmax(words != 0, axis=1),
        rounds=words_of(rounds, number=number).copy(),
    )


@dataclass(frozen=True)
class Found:
    """The outcome of a search, for everybody. `usual` is without whom was met recently."""

    arrays: PartnerArrays
    seeker: Seeker
    limits: Limits
    asked: kernel.Asked
    usual: kernel.Tally
    recent: kernel.Tally

    @cached_property
    def only_recent(self) -> bool:
        """Nobody matches but people met recently."""
        return not _has_match(self.usual) and _has_match(self.recent)

    @property
    def _shown(self) -> kernel.Tally:
        return self.recent if self.only_recent else self.usual

    @cached_property
    def matches(self) -> Rows:
        """The rows of those who match, best first."""
        rows = np.flatnonzero(self._shown.outcome == kernel.MATCH)
        return rows[np.argsort(-self._shown.ranks[rows])]

    @cached_property
    def others(self) -> Rows:
        """The rows of those who fit, but at no time; without whom was asked for one already."""
        outcome = self.usual.outcome.copy()
        rows_of = self.arrays.numbers
        outcome[[rows_of[pk] for pk in self.limits.taken if pk in rows_of]] = kernel.NOT_HERE
        return np.flatnonzero(outcome == kernel.NO_TIME)

    @cached_property
    def obstacles(self) -> Counter[Obstacle]:
        """How many are ruled out by what, whatever the time."""
        both = self._outcomes
        numbers = {name: int(both[outcome]) for outcome, name in OBSTACLES.items()}
        return Counter({name: number for name, number in numbers.items() if number})

    @cached_property
    def _outcomes(self) -> npt.NDArray[np.int64]:
        return np.bincount(self.usual.outcome, minlength=6) + np.bincount(
            self.recent.outcome, minlength=6
        )

    @property
    def people(self) -> int:
        """How many others take part, fitting or not."""
        return int(self._outcomes[1:].sum())

    @property
    def fitting(self) -> int:
        """How many could hold such a session, whatever the time."""
        return int(self._outcomes[[kernel.NO_TIME, kernel.MATCH]].sum())

    def value_of(self, row: int) -> int:
        return int(self._shown.ranks[row] >> kernel.VALUE_SHIFT)

    def starts_of(self, row: int) -> int:
        """At how many slots a match could start."""
        return int(self._shown.ranks[row] >> kernel.COUNT_SHIFT) & 0xFFF

    def matches_at(self, at: datetime) -> Rows:
        """Those of `matches` who could start at `at`, best first."""
        slot = self.arrays.grid.slot(at)
        if slot is None:
            return self.matches[:0]
        word, bit = divmod(slot, WORD)
        starts = np.zeros_like(self.asked.starts)
        starts[:, word] = self.asked.starts[:, word] & np.uint64(1 << bit)
        people = self.arrays
        is_free = kernel.can_start(
            self.matches,
            starts,
            np.array([word]),
            self.asked.lengths,
            self.asked.first_slots,
            people.extra,
            people.notice,
            people.free,
        )
        return self.matches[is_free]

    @cached_property
    def days(self) -> dict[date, list[Start]]:
        """The times of each of the seeker's dates, each with how many people could meet them.

        Full and half hours are listed, and of the other quarters those without which somebody
        who is free that day would not be seen.
        """
        grid, tally = self.arrays.grid, self._shown
        places = 1 << np.arange(kernel.COUNT_DIGITS, dtype=np.int64)
        counts = places @ _unpacked(tally.digits.T).astype(np.int64)
        dates = dates_of(grid, self.seeker.zone)
        listed = (counts > 0) & (_unpacked(dates.rounds) | _unpacked(tally.odd)).astype(bool)
        days = {}
        for day, mask in zip(dates.dates, _unpacked(dates.masks), strict=True):
            slots = np.flatnonzero(listed & mask.astype(bool))
            if len(slots):
                days[day] = [Start(grid.at(int(slot)), int(counts[slot])) for slot in slots]
        return days

    def added_by(self, changes: Sequence[int]) -> list[int]:
        """How many of `others` could meet the seeker if their free slots were each of `changes`."""
        if not changes:
            return []
        before = self.asked.starts  # none of these suits any of them
        starts = np.array(
            [_starts(self.arrays, free, lengths=self.asked.lengths)["starts"] for free in changes]
        )
        starts &= ~before
        people = self.arrays
        counts = kernel.count_starters(
            self.others,
            starts,
            np.flatnonzero(starts.any(axis=(0, 1))),
            self.asked.lengths,
            self.asked.first_slots,
            people.extra,
            people.notice,
            people.free,
        )
        return [int(count) for count in counts]

    def pks_of(self, rows: Sequence[int] | Rows) -> list[int]:
        return [int(pk) for pk in self.arrays.pks[rows]]


def _has_match(tally: kernel.Tally) -> bool:
    return bool((tally.outcome == kernel.MATCH).any())


def _unpacked(words: Words) -> npt.NDArray[np.uint8]:
    """One entry a bit, in the order of slots."""
    octets = np.ascontiguousarray(words.astype("<u8")).view(np.uint8)
    return np.unpackbits(octets, axis=-1, bitorder="little")


def narrowed(person: Person, *, way: Way, kind: str) -> Person:
    """The person who only wants, or to interview only gives, `kind`; "" for all of theirs."""
    if not kind:
        return person
    if way == Way.INTERVIEW:
        return replace(person, gives=person.gives & {kind})
    return replace(person, wants=person.wants & {kind})
