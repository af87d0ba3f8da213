"""A pool as arrays: what the numeric kernels compute with.

A start slot is a quarter of an hour of the UTC grid, counted from the pool's start rounded up.
Sets of slots are bitmaps: bit s % 64 of word s // 64 is slot s. Whether a session of L minutes can
start in a slot is computed from the exact intervals, so that neither lengths nor free time need to
be whole quarters; two people can both start it exactly where both of their bitmaps say so.
"""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import chain
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from scheduling.domain.intervals import Interval
from scheduling.domain.matching.jit import kernel
from scheduling.domain.matching.pool import Pool, PoolPerson, Role
from scheduling.domain.matching.weights import FULL_RELIABILITY

QUARTER = timedelta(minutes=15)
MICROSECOND = timedelta(microseconds=1)
QUARTER_MICROSECONDS = QUARTER // MICROSECOND
MINUTE_MICROSECONDS = 60_000_000
FIRST_MONDAY = datetime(1970, 1, 5, tzinfo=UTC)
WORD_BITS = 64
SWAP, CANDIDATE, INTERVIEWER = 0, 1, 2  # `role` of the arrays
ROLE_NUMBERS = {Role.SWAP: SWAP, Role.CANDIDATE: CANDIDATE, Role.INTERVIEWER: INTERVIEWER}
NO_LENGTH = -1


class PoolArrays(NamedTuple):
    """n people in the pool's order, w words of slots, m lengths, c classes, k and l words of sets.

    A named tuple, because kernels take it as it is.
    """

    free: NDArray[np.uint64]  # [n, w] slots that are free from beginning to end
    starts: NDArray[np.uint64]  # [m, n, w] where a session of the m-th length can start
    preferred: NDArray[np.uint64]  # [m, n, w] where it would lie in preferred time as a whole
    has_preferred: NDArray[np.bool_]  # [n] whether any bit of `preferred` is set
    role: NDArray[np.uint8]  # [n] SWAP, CANDIDATE, INTERVIEWER
    kind_sets: NDArray[np.uint64]  # [sets, k] distinct sets of kinds, as bits
    wants: NDArray[np.int32]  # [n] row of `kind_sets`
    gives: NDArray[np.int32]  # [n] row of `kind_sets`
    language_sets: NDArray[np.uint64]  # [sets, l] distinct sets of languages, as bits
    languages: NDArray[np.int32]  # [n] row of `language_sets`
    level: NDArray[np.int64]  # [n]
    length_class: NDArray[np.int32]  # [n] role, lengths accepted, extra time
    length_of: NDArray[np.int32]  # [c, c] index of the length of two classes' session, or NO_LENGTH
    reliability: NDArray[np.int64]  # [n] in 256ths
    sessions: NDArray[np.int64]  # [n] at most, over the horizon
    per_week: NDArray[np.int64]  # [n] at most, in an ISO week
    first_session: NDArray[np.int64]  # [n] what a person's first session adds
    excluded_from: NDArray[np.int64]  # [n + 1] where a person's part of `excluded` begins
    excluded: NDArray[np.int32]  # whom nobody may meet: history and blocks, both ways, rising
    kind_points: NDArray[np.int64]  # K by number of kinds, the last for all higher ones
    level_points: NDArray[np.int64]  # L by gap from `lowest_gap` up, the last for all higher ones
    lowest_gap: int
    swap_base: int
    one_way_base: int
    preferred_points: int


@dataclass(frozen=True)
class CompactPool:
    """A pool for the kernels. `start` is slot 0; `lengths` are the m session lengths, in minutes.

    `week_of_slot` counts ISO weeks (UTC) from 0. `fixed` are the pool's locked pairs, as given.
    """

    arrays: PoolArrays
    start: datetime
    slots: int
    lengths: tuple[int, ...]
    week_of_slot: NDArray[np.int32]
    fixed: tuple[tuple[int, int], ...]

    @property
    def people(self) -> int:
        return len(self.arrays.role)

    @property
    def words(self) -> int:
        return self.arrays.free.shape[1]

    def instant(self, slot: int) -> datetime:
        return self.start + int(slot) * QUARTER

    def length_minutes(self, one: int, other: int) -> int | None:
        """How long a session of two people lasts; None if they share no length."""
        classes = self.arrays.length_class
        index = int(self.arrays.length_of[classes[one], classes[other]])
        return None if index == NO_LENGTH else self.lengths[index]


def compact_pool(pool: Pool) -> CompactPool:
    """The arrays of `pool`. Time and memory grow with people × slots / 64 × distinct lengths."""
    people = pool.people
    start = grid_start(pool.start)
    slots = max(0, -((start - pool.end) // QUARTER))
    length_class, length_of, lengths = _lengths(pool)
    free_time = _Times.of([person.available for person in people], pool=pool, start=start)
    preferred_time = _Times.of([person.preferred for person in people], pool=pool, start=start)
    words = max(1, -(-slots // WORD_BITS))
    preferred = preferred_time.bitmaps(lengths, people=len(people), words=words)
    kind_sets, wants, gives = _sets(people, "wants", "gives")
    language_sets, languages = _sets(people, "languages")
    excluded_from, excluded = _excluded(pool.history | pool.blocked, people=len(people))
    weights = pool.weights
    arrays = PoolArrays(
        free=free_time.bitmaps((15,), people=len(people), words=words)[0],
        starts=free_time.bitmaps(lengths, people=len(people), words=words),
        preferred=preferred,
        has_preferred=np.asarray(preferred.any(axis=(0, 2))),
        role=np.array([ROLE_NUMBERS[person.role] for person in people], np.uint8),
        kind_sets=kind_sets,
        wants=wants,
        gives=gives,
        language_sets=language_sets,
        languages=languages,
        level=_integers(person.level for person in people),
        length_class=length_class,
        length_of=length_of,
        reliability=_integers(round(FULL_RELIABILITY * person.reliability) for person in people),
        sessions=_integers(person.sessions for person in people),
        per_week=_integers(person.per_week for person in people),
        first_session=_integers(
            weights.of_session(
                1, waited_days=person.waited_days, interviewer=person.role == Role.INTERVIEWER
            )
            for person in people
        ),
        excluded_from=excluded_from,
        excluded=excluded,
        kind_points=np.array(weights.kinds, np.int64),
        level_points=np.array(weights.levels, np.int64),
        lowest_gap=weights.lowest_gap,
        swap_base=weights.swap_base,
        one_way_base=weights.one_way_base,
        preferred_points=weights.preferred,
    )
    return CompactPool(
        arrays=arrays,
        start=start,
        slots=slots,
        lengths=lengths,
        week_of_slot=_weeks(start, slots=slots),
        fixed=pool.fixed,
    )


def grid_start(instant: datetime) -> datetime:
    """The first quarter of an hour (UTC) that is not before `instant`."""
    return FIRST_MONDAY + -((FIRST_MONDAY - instant) // QUARTER) * QUARTER


def _weeks(start: datetime, *, slots: int) -> NDArray[np.int32]:
    """The ISO week of each slot, from 0: weeks begin on Monday at 0:00 UTC."""
    per_week = timedelta(weeks=1) // QUARTER
    first = (start - FIRST_MONDAY) // QUARTER % per_week
    return ((np.arange(slots) + first) // per_week).astype(np.int32)


def _integers(numbers: Iterable[int]) -> NDArray[np.int64]:
    return np.fromiter(numbers, np.int64)


def _sets(people: Sequence[PoolPerson], *names: str) -> tuple[NDArray[Any], ...]:
    """The distinct sets among the attributes `names`, as rows of bits, and each one's row.

    Beyond 64 members a row has several words.
    """
    rows: dict[frozenset[str], int] = {}
    indices = [
        np.fromiter(
            (rows.setdefault(getattr(person, name), len(rows)) for person in people), np.int32
        )
        for name in names
    ]
    bits = {member: n for n, member in enumerate(sorted(set().union(*rows)))}
    words = max(1, -(-len(bits) // WORD_BITS))
    masks = [sum(1 << bits[member] for member in members) for members in rows]
    packed = b"".join(mask.to_bytes(words * 8, "little") for mask in masks)
    return np.frombuffer(packed, "<u8").reshape(len(rows), words).astype(np.uint64), *indices


def _lengths(pool: Pool) -> tuple[NDArray[np.int32], NDArray[np.int32], tuple[int, ...]]:
    """Each one's class, the index of the length of two classes' session, and the lengths."""
    classes: dict[Hashable, int] = {}
    examples: list[PoolPerson] = []
    length_class = np.empty(len(pool.people), np.int32)
    for n, person in enumerate(pool.people):
        key = (person.role, person.minutes, person.extra_time_percent)
        if key not in classes:
            classes[key] = len(examples)
            examples.append(person)
        length_class[n] = classes[key]
    minutes = np.zeros((len(examples), len(examples)), np.int64)
    for a, one in enumerate(examples):
        for b, other in enumerate(examples[: a + 1]):
            if can_roles_meet(one.role, other.role):
                minutes[a, b] = minutes[b, a] = pool.minutes_for(one, other) or 0
    lengths = np.unique(minutes[minutes > 0])
    length_of = np.where(minutes > 0, np.searchsorted(lengths, minutes), NO_LENGTH)
    return length_class, length_of.astype(np.int32), tuple(int(length) for length in lengths)


def can_roles_meet(one: Role, other: Role) -> bool:
    """Two swaps, or an interviewer with anybody who learns."""
    return (one == other == Role.SWAP) or (one == Role.INTERVIEWER) != (other == Role.INTERVIEWER)


def _excluded(
    pairs: frozenset[tuple[int, int]], *, people: int
) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """Whom each may not meet: where one's part begins [people + 1], and the others in it."""
    one_way = np.array(sorted(pairs), np.int64).reshape(-1, 2)
    both = np.concatenate([one_way, one_way[:, ::-1]])
    both = both[np.lexsort((both[:, 1], both[:, 0]))]
    begins = np.zeros(people + 1, np.int64)
    np.cumsum(np.bincount(both[:, 0], minlength=people), out=begins[1:])
    return begins, both[:, 1].astype(np.int32)


class _Times(NamedTuple):
    """Intervals of people: whose, and from when until when, in microseconds after slot 0."""

    person: NDArray[np.int32]
    begin: NDArray[np.int64]
    end: NDArray[np.int64]

    @classmethod
    def of(cls, times: Sequence[Sequence[Interval]], *, pool: Pool, start: datetime) -> "_Times":
        """The parts of each one's `times` that lie within the pool's."""
        counts = np.fromiter((len(intervals) for intervals in times), np.int64)
        instants = chain.from_iterable(chain.from_iterable(times))
        # a float of seconds is exact to less than a microsecond until the year 2242
        seconds = np.fromiter((instant.timestamp() for instant in instants), np.float64)
        edges = np.rint(seconds * 1e6).astype(np.int64).reshape(-1, 2)
        edges -= round(start.timestamp() * 1e6)
        begin = np.maximum(edges[:, 0], (pool.start - start) // MICROSECOND)
        end = np.minimum(edges[:, 1], (pool.end - start) // MICROSECOND)
        return cls(np.repeat(np.arange(len(times), dtype=np.int32), counts), begin, end)

    def bitmaps(self, lengths: Sequence[int], *, people: int, words: int) -> NDArray[np.uint64]:
        """[lengths, people, words]: the slots where that many minutes fit into an interval."""
        maps = np.zeros((len(lengths), people, words), np.uint64)
        for index, minutes in enumerate(lengths):
            first = -(-self.begin // QUARTER_MICROSECONDS)
            last = (self.end - minutes * MINUTE_MICROSECONDS) // QUARTER_MICROSECONDS
            _set_slots(maps[index], self.person, first, last)
        return maps


@kernel
def _set_slots(
    bitmaps: NDArray[np.uint64],
    person: NDArray[np.int32],
    first: NDArray[np.int64],
    last: NDArray[np.int64],
) -> None:
    """Sets the slots first … last of each interval's person, a word at a time."""
    ones = np.uint64(0xFFFFFFFFFFFFFFFF)
    for n in range(len(person)):
        for word in range(first[n] >> 6, (last[n] >> 6) + 1 if first[n] <= last[n] else 0):
            low = max(0, first[n] - word * 64)
            high = min(63, last[n] - word * 64)
            bits = (ones >> np.uint64(63 - high)) & (ones << np.uint64(low))
            bitmaps[person[n], word] |= bits
