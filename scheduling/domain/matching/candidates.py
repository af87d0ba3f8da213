"""Which pairs to consider: all, a sample, or those that the prices of a solution miss."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from scheduling.domain.matching import pairs
from scheduling.domain.matching.compact import CANDIDATE, SWAP, CompactPool
from scheduling.domain.matching.jit import kernel
from scheduling.domain.matching.odd_sets import OddSets, no_odd_sets
from scheduling.domain.matching.weights import FULL_RELIABILITY

Ints = NDArray[np.int64]
ROWS = 256  # people whose pairs are looked at between two looks at the clock
WORKERS = 2
PROBES = 40  # people tried for each that a sample wants
FREE = -(1 << 40)  # asks so little that every possible pair exceeds it


class Candidates(NamedTuple):
    """Pairs one < other of indices into the pool, rising, each once, with their best value."""

    one: Ints
    other: Ints
    value: Ints


class Priced(NamedTuple):
    """The pairs found, their excess and owner, and each person's highest excess of pairs it owns.

    Every pair is owned by one of its two, so that adding `highest` to the asks satisfies all pairs.
    """

    candidates: Candidates
    excess: Ints
    owner: Ints
    highest: Ints


def pair_tables(compact: CompactPool, *, taking_part: NDArray[np.bool_]) -> pairs.PairTables:
    """Those `taking_part` [people], sorted for the kernels."""
    arrays = compact.arrays
    indices = np.flatnonzero(taking_part)
    person = indices[np.argsort(arrays.role[indices], kind="stable")].astype(np.int32)
    described = np.stack(
        [
            arrays.level[person],
            arrays.languages[person].astype(np.int64),
            arrays.length_class[person].astype(np.int64),
            arrays.has_preferred[person].astype(np.int64),
        ]
    )
    traits, trait = np.unique(described, axis=1, return_inverse=True)
    role = arrays.role[person]
    return pairs.PairTables(
        person=person,
        swaps=int(np.count_nonzero(role == SWAP)),
        learners=int(np.count_nonzero(role <= CANDIDATE)),
        trait=trait.reshape(-1).astype(np.uint32),
        wants=arrays.wants[person].astype(np.uint32),
        gives=arrays.gives[person].astype(np.uint32),
        reliability=arrays.reliability[person].astype(np.float64),
        trait_level=np.ascontiguousarray(traits[0]),
        trait_languages=np.ascontiguousarray(traits[1]),
        trait_class=np.ascontiguousarray(traits[2]),
        trait_preferred=np.ascontiguousarray(traits[3]),
    )


def best_sessions(
    compact: CompactPool, *, one: Ints, other: Ints, are_locked: bool = False
) -> tuple[Ints, Ints]:
    """(values, slots) of each two people's best session, the earliest such; −1 where none.

    Locked pairs are prevented by nothing but roles, lengths and time.
    """
    values, slots = np.empty(len(one), np.int64), np.empty(len(one), np.int64)
    pairs.pair_values(compact.arrays, one, other, values, slots, are_locked)
    return values, slots


def all_candidates(compact: CompactPool, tables: pairs.PairTables) -> Candidates:
    """Every possible pair. Memory grows with their number: 32 bytes each, and more meanwhile."""
    asks = np.full(compact.people, FREE // 2, np.int64)
    priced = price(compact, tables, asks=asks, keep=max(1, compact.people), least=FREE)
    return priced.candidates if priced else no_candidates()


def count_candidates(compact: CompactPool, tables: pairs.PairTables, *, every: int = 1) -> int:
    """The number of possible pairs; from every so manieth block of rows alone, about."""
    asks = np.full(compact.people, FREE // 2, np.int64)
    sets, keep = no_odd_sets(compact.people), max(1, compact.people)
    blocks = range(0, tables.learners, ROWS // 4)[::every]
    counted = 0
    for first in blocks:
        rows = _rows(first, ROWS // 4, tables)
        counted += len(pairs.scan_rows(compact.arrays, tables, asks, sets, *rows, keep, FREE)[0])
    return counted * every


def sample_candidates(
    compact: CompactPool,
    tables: pairs.PairTables,
    *,
    per_person: int,
    is_over: Callable[[], bool] = lambda: False,
) -> Candidates:
    """About `per_person` partners for each by chance: the same for the same pool.

    Once `is_over` says so, the rest have none.
    """
    parts = [np.empty((0, 3), np.int64)]
    for first in range(0, len(tables.person), ROWS):
        if is_over():
            break
        last = min(first + ROWS, len(tables.person))
        probes = PROBES * per_person
        parts.append(pairs.sample_rows(compact.arrays, tables, first, last, per_person, probes))
    return _candidates(np.concatenate(parts), people=compact.people)


def price(
    compact: CompactPool,
    tables: pairs.PairTables,
    *,
    asks: Ints,
    keep: int,
    least: int,
    odd_sets: OddSets | None = None,
    is_over: Callable[[], bool] = lambda: False,
) -> Priced | None:
    """Of all pairs, those whose excess is at least `least`.

    That is 2 × value − asks of both − duals of the `odd_sets` that hold both; `asks` [people] and
    all of it in halves of a tenth of a point. Of the pairs that a person owns, the `keep` highest.
    None where `is_over` says so before all pairs have been seen.
    """
    blocks = range(0, tables.learners, ROWS)
    sets = odd_sets or no_odd_sets(compact.people)

    def scan(worker: int) -> list[tuple[Ints, Ints]]:
        return [
            pairs.scan_rows(
                *(compact.arrays, tables, asks, sets, *_rows(first, ROWS, tables), keep, least)
            )
            for first in blocks[worker::WORKERS]
            if not is_over()
        ]

    with ThreadPoolExecutor(WORKERS) as pool:
        parts = [part for found in pool.map(scan, range(WORKERS)) for part in found]
    if len(parts) < len(blocks):
        return None
    order = [n for worker in range(WORKERS) for n in range(len(blocks))[worker::WORKERS]]
    in_order = [part for _, part in sorted(zip(order, parts, strict=True), key=lambda x: x[0])]
    rows = np.concatenate([np.empty((0, 4), np.int64), *(found for found, _ in in_order)])
    highest = np.zeros(compact.people, np.int64)
    owners = tables.person[: tables.learners]
    highest[owners] = np.concatenate([np.empty(0, np.int64), *(top for _, top in in_order)])
    one, other = rows[:, :2].min(axis=1), rows[:, :2].max(axis=1)
    by_pair = np.lexsort((other, one))
    candidates = Candidates(one[by_pair], other[by_pair], rows[by_pair, 2])
    return Priced(candidates, rows[by_pair, 3], rows[by_pair, 0], highest)


def no_pairs_priced(people: int) -> Priced:
    """Where no pair exceeds the asks."""
    nothing = np.empty(0, np.int64)
    return Priced(no_candidates(), nothing, nothing, np.zeros(people, np.int64))


def most_of_anyone(compact: CompactPool) -> Ints:
    """[people] duals that satisfy all pairs without a look at any, in halves of a tenth."""
    arrays = compact.arrays
    points = int(arrays.kind_points.max() + arrays.level_points.max())
    raw = max(arrays.swap_base + 2 * points, arrays.one_way_base + points)
    raw += 2 * arrays.preferred_points
    most_reliable = int(arrays.reliability.max(initial=0))
    values = -((-raw * arrays.reliability * most_reliable) // FULL_RELIABILITY**2)
    return values + 2 * arrays.first_session


@kernel
def match_greedily(one: Ints, other: Ints, order: Ints, mate: Ints) -> None:
    """Matches the pairs in `order`, both of whom are not yet in `mate` [people]."""
    for pair in order:
        if mate[one[pair]] < 0 and mate[other[pair]] < 0:
            mate[one[pair]], mate[other[pair]] = other[pair], one[pair]


def _rows(first: int, number: int, tables: pairs.PairTables) -> tuple[int, int]:
    return first, min(first + number, tables.learners)


def no_candidates() -> Candidates:
    return Candidates(*np.empty((3, 0), np.int64))


def merged(some: Candidates, more: Candidates, *, people: int) -> Candidates:
    """The pairs of both, each once."""
    return _candidates(
        np.concatenate([np.stack(some, axis=1), np.stack(more, axis=1)]), people=people
    )


def _candidates(rows: Ints, *, people: int) -> Candidates:
    one, other = rows[:, :2].min(axis=1), rows[:, :2].max(axis=1)
    keys, places = np.unique(one * people + other, return_index=True)
    return Candidates(keys // max(1, people), keys % max(1, people), rows[places, 2])
