"""Compiled: all pairs of a pool, valued and priced. What value.py writes to be read.

Each person asks a price per session and week; a pair's surplus in a week is its value minus both
prices. The pairs with a surplus are those that a plan at these prices would still want.

The kernels take one person and many others, for to reach into a tuple of arrays costs more than a
pair does.
"""

# mypy: disable-error-code="no-untyped-def"

from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from scheduling.domain.matching.arrays import Ints, PlanArrays
from scheduling.domain.matching.jit import kernel

MOST_WEEKS = 64  # of a pool, for keys
SWAP, CANDIDATE, INTERVIEWER = 0, 1, 2
NONE = -1


class Columns(NamedTuple):
    """Pairs i < j with the weeks in which they can meet, by pair; `value` is the best there.

    `points` are the pair's raw ones without preferred times.
    """

    i: Ints
    j: Ints
    week: Ints
    value: Ints
    points: Ints


PAIRS_AT_A_TIME = 20_000_000  # for a look at the clock every half second


def wanted_columns(
    p: PlanArrays,
    *,
    prices: NDArray[np.float64],
    slack: float,
    at_most: int,
    is_over: Callable[[], bool],
) -> tuple[Columns, float] | None:
    """The columns whose surplus is above −`slack`, and the sum of all pairs' surpluses above 0.

    Of more than `at_most` columns those with the highest surplus. `prices`: n × K, in tenths of a
    point. None where
    `is_over` says so before all pairs are seen; some are seen in any case.
    """
    parts: list[Ints] = []
    number, total, least = 0, 0.0, -slack
    for first, last in row_ranges(len(p.role)):
        if first and is_over():
            return None
        found, surplus = _priced(p, prices, least, first, last)
        parts.append(found)
        number, total = number + len(found), total + surplus
        if number > 2 * at_most:
            kept, least = _dearest(np.concatenate(parts), prices, at_most)
            parts, number = [kept], len(kept)
    everything = np.concatenate([np.empty((0, 5), dtype=np.int64), *parts])
    if number > at_most:
        everything, _ = _dearest(everything, prices, at_most)
    return _columns(everything), total


def row_ranges(n: int) -> Iterator[tuple[int, int]]:
    """Ranges of the first person of pairs, of so many pairs each."""
    first = 0
    while first < n:
        last = min(n, first + max(1, PAIRS_AT_A_TIME // (n - first)))
        yield first, last
        first = last


def _dearest(found: Ints, prices: NDArray[np.float64], number: int) -> tuple[Ints, float]:
    """The `number` rows of the highest surplus, in their order, and the least of these."""
    i, j, week, value = found[:, 0], found[:, 1], found[:, 2], found[:, 3]
    surplus = value - prices[i, week] - prices[j, week]
    chosen = np.sort(np.argpartition(-surplus, number)[:number])
    return found[chosen], float(surplus[chosen].min())


def joined_columns(one: Columns, other: Columns, *, size: int) -> Columns:
    """The columns of both, each once, by pair and week."""
    both = np.concatenate([np.stack(one, axis=1), np.stack(other, axis=1)])
    keys = (both[:, 0] * size + both[:, 1]) * MOST_WEEKS + both[:, 2]
    return _columns(both[np.unique(keys, return_index=True)[1]])


def _columns(found: Ints) -> Columns:
    return Columns(*(np.ascontiguousarray(found[:, n]) for n in range(5)))


@kernel
def _priced(p, prices, least_surplus, first, last):
    """The columns of the pairs of persons first … last, and the sum of their surpluses."""
    n, weeks = prices.shape
    least = np.zeros(n)
    for i in range(n if weeks else 0):
        least[i] = prices[i].min()
    columns, number, total = np.empty((1 << 12, 5), dtype=np.int64), 0, 0.0
    others, points = np.empty(n, dtype=np.int64), np.empty(n, dtype=np.int64)
    values = np.empty((n, weeks), dtype=np.int64)
    reliability, most_bonus = p.reliability, 2 * p.points_preferred
    floor = min(0.0, least_surplus)  # below this a pair neither is wanted nor adds to the sum
    for i in range(first, last):
        found, kept = partners_of(p, i, i + 1, others, points), 0
        for m in range(found):
            j = others[m]
            top = ((points[m] + most_bonus) * reliability[i] * reliability[j]) >> 16
            if top - least[i] - least[j] > floor:
                others[kept], points[kept] = j, points[m]
                kept += 1
        values_by_week(p, i, others[:kept], points[:kept], values)
        if number + kept * weeks > len(columns):
            larger = np.empty((2 * (number + kept * weeks), 5), dtype=np.int64)
            larger[:number] = columns[:number]
            columns = larger
        for m in range(kept):
            j, best = others[m], 0.0
            for week in range(weeks):
                if values[m, week] == NONE:
                    continue
                surplus = values[m, week] - prices[i, week] - prices[j, week]
                best = max(best, surplus)
                if surplus > least_surplus:
                    row = columns[number]
                    row[0], row[1], row[2], row[3] = i, j, week, values[m, week]
                    row[4] = points[m]
                    number += 1
            total += best
    return columns[:number].copy(), total


def varied_columns(p: PlanArrays, *, partners: int, is_over: Callable[[], bool]) -> Columns:
    """Each person's `partners` best pairs by value with noise: a start that all have a place in.

    Without noise everybody keeps the same popular partners. Only of the pairs seen until `is_over`,
    which are some in any case.
    """
    n = len(p.role)
    keys = np.full((n, partners), -1, dtype=np.int64)
    ranks = np.full((n, partners), -1.0)
    for first, last in row_ranges(n):
        if first and is_over():
            break
        _vary_pairs(p, keys, ranks, first, last)
    return _columns(_columns_of(p, np.unique(keys[keys >= 0])))


@kernel
def _noise(key):
    """In [0.7, 1.3), the same for the same key (splitmix64)."""
    z = np.uint64(key) * np.uint64(0x9E3779B97F4A7C15) + np.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    z = z ^ (z >> np.uint64(31))
    return 0.7 + 0.6 * (z >> np.uint64(11)) / 9007199254740992.0


@kernel
def _vary_pairs(p, keys, ranks, first, last):
    n, weeks = len(p.role), len(p.weeks)
    worst = np.empty(n, dtype=np.int64)
    for person in range(n):
        worst[person] = ranks[person].argmin()
    others, points = np.empty(n, dtype=np.int64), np.empty(n, dtype=np.int64)
    values = np.empty((n, weeks), dtype=np.int64)
    reliability = p.reliability
    for i in range(first, last):
        found = partners_of(p, i, i + 1, others, points)
        for m in range(found):
            j = others[m]
            key = i * n + j
            rank = ((points[m] * reliability[i] * reliability[j]) >> 16) * _noise(key)
            if rank <= ranks[i, worst[i]] and rank <= ranks[j, worst[j]]:
                continue
            values_by_week(p, i, others[m : m + 1], points[m : m + 1], values)
            if values[0].max() == NONE:
                continue
            for person in (i, j):
                if rank > ranks[person, worst[person]]:
                    keys[person, worst[person]] = key
                    ranks[person, worst[person]] = rank
                    worst[person] = ranks[person].argmin()


@kernel
def _columns_of(p, pairs):
    """The columns of sorted pairs i · n + j that may meet."""
    n, weeks = len(p.role), len(p.weeks)
    columns = np.empty((len(pairs) * weeks, 5), dtype=np.int64)
    others, points = np.empty(n, dtype=np.int64), np.empty(n, dtype=np.int64)
    values = np.empty((1, weeks), dtype=np.int64)
    number, found, last = 0, 0, -1
    place = 0
    for key in pairs:
        i, j = key // n, key % n
        if i != last:
            found, place, last = partners_of(p, i, i + 1, others, points), 0, i
        while place < found and others[place] < j:
            place += 1
        values_by_week(p, i, others[place : place + 1], points[place : place + 1], values)
        for week in range(weeks):
            if values[0, week] != NONE:
                row = columns[number]
                row[0], row[1], row[2], row[3] = i, j, week, values[0, week]
                row[4] = points[place]
                number += 1
    return columns[:number]


@njit(inline="always")
def shared(masks, i, other_masks, j):
    """How many bits two rows share."""
    number = 0
    for w in range(masks.shape[1]):
        word = masks[i, w] & other_masks[j, w]
        while word:
            word &= word - np.uint64(1)
            number += 1
    return number


@kernel
def is_listed(keys, key):
    """Whether the sorted `keys` hold `key`."""
    place = np.searchsorted(keys, key)
    return place < len(keys) and keys[place] == key


@njit(inline="always")
def leg_points(points_kinds, points_levels, step, kinds):
    """Of one leg; `step`: the interviewer's level above the lowest that the learner may have."""
    points = points_kinds[min(kinds, len(points_kinds) - 1)]
    return points + (points_levels[min(step, len(points_levels) - 1)] if step >= 0 else 0)


@kernel
def partners_of(p, i, first, found, points):
    """Fill `found` with those from `first` on who may meet person i, time apart; how many.

    `points` gets their raw points without preferred times.
    """
    n, role, classes, length_of = len(p.role), p.role, p.classes, p.length_of
    level, level_given = p.level, p.level_given
    wants, gives, languages = p.wants, p.gives, p.languages
    kind_points, level_points, lowest = p.points_kinds, p.points_levels, p.lowest_gap
    swap_base, one_way_base = p.bases[0], p.bases[1]
    any_fixed, any_banned = len(p.fixed) > 0, len(p.banned) > 0
    mine, my_class = role[i], classes[i]
    number = 0
    for j in range(first, n):
        theirs = role[j]
        is_swap = mine == SWAP and theirs == SWAP
        if not is_swap and (mine == INTERVIEWER) == (theirs == INTERVIEWER):
            continue
        if length_of[my_class, classes[j]] < 0 or i == j:
            continue
        is_fixed = any_fixed and is_listed(p.fixed, min(i, j) * n + max(i, j))
        learner, giver = (j, i) if mine == INTERVIEWER else (i, j)
        step = level_given[giver] - level[learner] - lowest
        back_step = level_given[learner] - level[giver] - lowest
        if not is_fixed and (step < 0 or (is_swap and back_step < 0)):
            continue
        kinds = shared(wants, learner, gives, giver)
        back = shared(wants, j, gives, i) if is_swap else 0
        if not is_fixed and (kinds == 0 or (is_swap and back == 0)):
            continue
        if not is_fixed and shared(languages, i, languages, j) == 0:
            continue
        if any_banned and is_listed(p.banned, min(i, j) * n + max(i, j)):
            continue
        worth = leg_points(kind_points, level_points, step, kinds)
        if is_swap:
            worth += swap_base + leg_points(kind_points, level_points, back_step, back)
        else:
            worth += one_way_base
        found[number], points[number] = j, worth
        number += 1
    return number


@kernel
def values_by_week(p, i, others, points, values):
    """Fill values[m, week] with the best value there of person i with others[m].

    NONE where they have no common start.
    """
    starts, preferred, weeks, words = p.starts, p.preferred, p.weeks, p.week_words
    reliability, bonus = p.reliability, p.points_preferred
    classes, length_of = p.classes, p.length_of
    for m in range(len(others)):
        j = others[m]
        length = length_of[classes[i], classes[j]]
        scale = reliability[i] * reliability[j]
        for week in range(len(weeks)):
            best = NONE
            for w in range(words[week, 0], words[week, 1]):
                word = starts[length, i, w] & starts[length, j, w] & weeks[week, w]
                if word == 0:
                    continue
                one, other = word & preferred[length, i, w], word & preferred[length, j, w]
                if one & other:
                    best = 2
                    break
                best = max(best, 1 if one | other else 0)
            values[m, week] = NONE if best == NONE else ((points[m] + best * bonus) * scale) >> 16
