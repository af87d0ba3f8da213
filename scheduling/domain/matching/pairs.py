"""Compiled: what two people's session is worth, for one pair, for samples and for all pairs.

Two kernels compute the same. `pair_value` takes any pair and is written to be read. `scan_rows`
goes through all pairs and skips those whose time need not be looked at: it first adds up what the
pair could be worth at best from three small tables of its row, in floating point, and only where
that reaches the pair's price compares the two people's times.

Excesses and prices are integers in halves of a tenth of a point: the optimal prices of a matching
are multiples of that.
"""

# mypy: disable-error-code="no-untyped-def"

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from scheduling.domain.matching.compact import INTERVIEWER, NO_LENGTH, SWAP
from scheduling.domain.matching.jit import kernel

INFEASIBLE = -1
NO_SLOT = -1
IMPOSSIBLE_POINTS = -1e12  # so far below 0 that no sum with it is a value
CHUNK = 1024  # pairs that are summed up at a time
HALF = 32768.0  # raw × reliability × reliability is this many times a value in halves of a tenth


class PairTables(NamedTuple):
    """Those who take part, by place: swaps, then candidates, then interviewers; each in order.

    A trait is what a row of pairs needs to know of the other but for kinds: [traits] each.
    """

    person: NDArray[np.int32]  # [places] index in the pool
    swaps: int  # places [0, swaps) are swaps
    learners: int  # places [swaps, learners) are candidates, the others interviewers
    trait: NDArray[np.uint32]  # [places]
    wants: NDArray[np.uint32]  # [places] row of the pool's kind_sets
    gives: NDArray[np.uint32]  # [places] row of the pool's kind_sets
    reliability: NDArray[np.float64]  # [places]
    trait_level: NDArray[np.int64]
    trait_languages: NDArray[np.int64]  # row of the pool's language_sets
    trait_class: NDArray[np.int64]
    trait_preferred: NDArray[np.int64]  # 1 where some time is preferred


@kernel
def _shared(sets, one, other):
    """How many members two rows of `sets` have in common."""
    number = 0
    for word in range(sets.shape[1]):
        bits = sets[one, word] & sets[other, word]
        while bits:
            bits &= bits - np.uint64(1)
            number += 1
    return number


@kernel
def _level_points(points, step):
    """`step`: the interviewer's level above the lowest that the learner may meet."""
    return points[min(step, len(points) - 1)] if step >= 0 else 0


@kernel
def _lowest_bit(word):
    place = 0
    for width in (32, 16, 8, 4, 2, 1):
        if not word & ((np.uint64(1) << np.uint64(width)) - np.uint64(1)):
            word >>= np.uint64(width)
            place += width
    return place


@kernel
def _best_start(starts, preferred, length, one, other, most):
    """(by how many of the two it is preferred, slot) of the earliest best common start.

    (NO_SLOT, NO_SLOT) where there is none. `most`: at most so many (0, 1, 2) prefer any time.
    """
    best, slot = NO_SLOT, NO_SLOT
    for word in range(starts.shape[2]):
        common = starts[length, one, word] & starts[length, other, word]
        if not common:
            continue
        by, chosen = 0, common
        if most:
            first = common & preferred[length, one, word]
            second = common & preferred[length, other, word]
            if first & second:
                by, chosen = 2, first & second
            elif first | second:
                by, chosen = 1, first | second
        if by > best:
            best, slot = by, word * 64 + _lowest_bit(chosen)
            if best == most:
                break
    return best, slot


@kernel
def _is_excluded(excluded_from, excluded, one, other):
    low, high = excluded_from[one], excluded_from[one + 1]
    if low == high:
        return False
    place = low + np.searchsorted(excluded[low:high], other)
    return place < high and excluded[place] == other


@kernel
def _raw_points(p, one, other, is_locked):
    """The raw points of a pair that may meet, without preferred times; else INFEASIBLE."""
    is_swap = p.role[one] == SWAP and p.role[other] == SWAP
    learner, interviewer = (other, one) if p.role[one] == INTERVIEWER else (one, other)
    if not is_swap and (p.role[learner] == INTERVIEWER or p.role[interviewer] != INTERVIEWER):
        return INFEASIBLE
    if not is_locked and (
        _shared(p.language_sets, p.languages[one], p.languages[other]) == 0
        or _is_excluded(p.excluded_from, p.excluded, one, other)
    ):
        return INFEASIBLE
    raw = p.swap_base if is_swap else p.one_way_base
    for _ in range(2 if is_swap else 1):
        kinds = _shared(p.kind_sets, p.wants[learner], p.gives[interviewer])
        step = p.level[interviewer] - p.level[learner] - p.lowest_gap
        if not is_locked and (kinds == 0 or step < 0):
            return INFEASIBLE
        raw += p.kind_points[min(kinds, len(p.kind_points) - 1)]
        raw += _level_points(p.level_points, step)
        learner, interviewer = interviewer, learner
    return raw


@kernel
def pair_value(p, one, other, is_locked=False):
    """(value, slot) of two people's best session, the earliest of them; (INFEASIBLE, NO_SLOT).

    `p` are the pool's arrays. With `is_locked` only roles, lengths and time can prevent it.
    O(words of time + words of sets).
    """
    length = p.length_of[p.length_class[one], p.length_class[other]]
    raw = _raw_points(p, one, other, is_locked)
    if one == other or length == NO_LENGTH or raw == INFEASIBLE:
        return INFEASIBLE, NO_SLOT
    most = int(p.has_preferred[one]) + int(p.has_preferred[other])
    by, slot = _best_start(p.starts, p.preferred, length, one, other, most)
    if slot == NO_SLOT:
        return INFEASIBLE, NO_SLOT
    raw += by * p.preferred_points
    return (raw * p.reliability[one] * p.reliability[other]) >> 16, slot


@kernel
def pair_values(p, one, other, values, slots, is_locked):
    """Fills `values` and `slots` with `pair_value` of each two people."""
    for n in range(len(one)):
        values[n], slots[n] = pair_value(p, one[n], other[n], is_locked)


@kernel
def _mixed(number):
    """The bits of a number, stirred (the finaliser of splitmix64)."""
    z = (np.uint64(number) + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


@kernel
def sample_rows(p, tables, first, last, wanted, probes):
    """Up to `wanted` possible partners of each of the places first … last − 1, by chance.

    Returns rows (one, other, value) [found, 3], some pairs more than once. At most `probes` others
    are tried for each.
    """
    places = len(tables.person)
    found, rows = 0, np.empty(((last - first) * wanted, 3), np.int64)
    for place in range(first, last):
        one, number = tables.person[place], 0
        begin, end = 0, places
        if place >= tables.learners:
            end = tables.learners
        elif place >= tables.swaps:
            begin = tables.learners
        for probe in range(probes if end > begin else 0):
            draw = _mixed(place * probes + probe) % np.uint64(end - begin)
            other = tables.person[begin + np.int64(draw)]
            value, _ = pair_value(p, one, other)
            if value != INFEASIBLE:
                rows[found, 0], rows[found, 1], rows[found, 2] = one, other, value
                found += 1
                number += 1
                if number == wanted:
                    break
    return rows[:found]


@kernel
def _fill_kinds(p, kinds, points):
    """points[set]: K of what a set of kinds shares with `kinds`; impossible where nothing."""
    for row in range(len(p.kind_sets)):
        number = _shared(p.kind_sets, kinds, row)
        points[row] = p.kind_points[min(number, len(p.kind_points) - 1)]
        if number == 0:
            points[row] = IMPOSSIBLE_POINTS


@kernel
def _fill_traits(p, tables, one, is_swap, points, lengths):
    """points[trait]: base and L with `one`, as learner or in a swap; impossible where they differ.

    lengths[trait]: the index of the length of their session.
    """
    for trait in range(len(points)):
        step = tables.trait_level[trait] - p.level[one] - p.lowest_gap
        back = -2 * p.lowest_gap - step
        raw = _level_points(p.level_points, step)
        raw += p.swap_base + _level_points(p.level_points, back) if is_swap else p.one_way_base
        lengths[trait] = p.length_of[p.length_class[one], tables.trait_class[trait]]
        speaks = _shared(p.language_sets, p.languages[one], tables.trait_languages[trait])
        points[trait] = raw
        if step < 0 or (is_swap and back < 0) or not speaks or lengths[trait] == NO_LENGTH:
            points[trait] = IMPOSSIBLE_POINTS


@kernel
def _pieces(tables, place):
    """The pairs that a place owns, as ranges (begin, end, is_swap) of places; each pair once.

    Of a circle of swaps each owns the half that follows, and each learner owns all interviewers.
    """
    swaps, half = tables.swaps, tables.swaps // 2
    end = begin = 0
    if place < swaps:
        begin = place + 1
        end = begin + half - (1 if swaps % 2 == 0 and place >= half else 0)
    return (
        (begin, min(end, swaps), True),
        (0, max(0, end - swaps), True),
        (tables.learners, len(tables.person) if place < tables.learners else 0, False),
    )


@kernel
def _value_above(starts, preferred, length, one, other, raw, most, bonus, scale, twice):
    """A pair's value, if twice that is at least `twice`; else INFEASIBLE. `raw`: without time."""
    if raw < 0 or 2 * (((raw + most * bonus) * scale) >> 16) < twice:
        return INFEASIBLE
    by, slot = _best_start(starts, preferred, length, one, other, most)
    value = ((raw + by * bonus) * scale) >> 16
    return INFEASIBLE if slot == NO_SLOT or 2 * value < twice else value


@kernel
def _keep(best, kept, reach, one, other, value, excess):
    """Puts a pair into `best`, in place of the lowest once that is full.

    Returns how many are kept, and what excess the next must reach.
    """
    row = kept
    if kept == len(best):
        row = np.argmin(best[:, 3])
    else:
        kept += 1
    best[row, 0], best[row, 1], best[row, 2], best[row, 3] = one, other, value, excess
    return kept, max(reach, best[:, 3].min() + 1) if kept == len(best) else reach


@kernel
def _shared_sets(odd_sets, one, other):
    """The duals of the odd sets that hold both."""
    near, far = odd_sets.smallest[one], odd_sets.smallest[other]
    while near != far and near >= 0 and far >= 0:
        if odd_sets.size[near] <= odd_sets.size[far]:
            near = odd_sets.around[near]
        else:
            far = odd_sets.around[far]
    return odd_sets.total[near] if near == far and near >= 0 else 0


@kernel
def _sum_up(tables, begin, end, row, back, bonus, scale, bars, bar, in_set, hits, scores):
    """Fills `hits` with those of the places begin … end − 1 that may reach their bar; how many.

    `row`: points of traits and of kinds given. `in_set`: each place's largest odd set, that of the
    row, and by how much the bar is higher within it. The first loop has no branches, so that it
    becomes vector instructions.
    """
    trait_points, kind_points = row
    largest, mine, higher = in_set
    trait, wants, gives, reliable = tables.trait, tables.wants, tables.gives, tables.reliability
    for n in range(end - begin):
        place = begin + n
        points = trait_points[trait[place]] + kind_points[gives[place]] + back[wants[place]]
        score = (points + bonus) * reliable[place] * scale - bars[place]
        scores[n] = score - higher * (largest[place] == mine)
    number = 0
    for n in range(end - begin):
        hits[number] = begin + n
        number += scores[n] >= bar
    return number


@kernel
def scan_rows(p, tables, asks, odd_sets, first, last, keep, least):
    """Each row's up to `keep` pairs of the highest excess that is at least `least`.

    A row are the pairs that one of the places first … last − 1 owns; a pair's excess is
    2 × value − asks of both − duals of the `odd_sets` that hold both; `asks` [people] and all of it
    in halves of a tenth. Returns rows (one, other, value,
    excess) [found, 4] and the highest excess of each row [last − first], `least` − 1 where none.
    O(pairs) sums of three table entries, and a look at both times where the sum reaches the asks.
    """
    # a call that took all of `p` would copy more than a pair costs
    starts, preferred, exclusion = p.starts, p.preferred, (p.excluded_from, p.excluded)
    person, bars = tables.person, asks[tables.person] * HALF
    largest, has_sets = odd_sets.largest[person], len(odd_sets.size) > 0
    traits, sets = len(tables.trait_level), len(p.kind_sets)
    trait_points, lengths = np.empty(traits), np.empty(traits, np.int64)
    kind_points, back_points, no_points = np.empty(sets), np.empty(sets), np.zeros(sets)
    hits, scores = np.empty(CHUNK, np.int64), np.empty(CHUNK)
    best = np.empty((min(keep, len(person)), 4), np.int64)
    highest = np.full(last - first, least - 1)
    found, rows = 0, np.empty((1024, 4), np.int64)
    for place in range(first, last):
        one, kept, reach = person[place], 0, least
        mine = int(p.has_preferred[one])
        in_set = (largest, np.int64(-2), 0.0)
        if largest[place] >= 0:  # the largest set's own dual is the total of nothing around it
            in_set = (largest, largest[place], odd_sets.total[largest[place]] * HALF)
        _fill_kinds(p, tables.wants[place], kind_points)
        _fill_kinds(p, tables.gives[place], back_points)
        for begin, end, is_swap in _pieces(tables, place):
            if begin < end:
                _fill_traits(p, tables, one, is_swap, trait_points, lengths)
            back = back_points if is_swap else no_points
            for chunk in range(begin, end, CHUNK):
                number = _sum_up(
                    *(tables, chunk, min(end, chunk + CHUNK), (trait_points, kind_points), back),
                    *((1 + mine) * p.preferred_points, tables.reliability[place], bars),
                    *((reach + asks[one]) * HALF, in_set, hits, scores),
                )
                for hit in hits[:number]:
                    t, other = tables.trait[hit], person[hit]
                    raw = trait_points[t] + kind_points[tables.gives[hit]] + back[tables.wants[hit]]
                    ask = asks[one] + asks[other]
                    if has_sets:
                        ask += _shared_sets(odd_sets, one, other)
                    value = _value_above(
                        *(starts, preferred, lengths[t], one, other, np.int64(raw)),
                        *(mine + tables.trait_preferred[t], p.preferred_points),
                        *(p.reliability[one] * p.reliability[other], ask + reach),
                    )
                    if value == INFEASIBLE or _is_excluded(*exclusion, one, other):
                        continue
                    excess = 2 * value - ask
                    highest[place - first] = max(highest[place - first], excess)
                    kept, reach = _keep(best, kept, reach, one, other, value, excess)
        if found + kept > len(rows):
            larger = np.empty((2 * (found + kept), 4), np.int64)
            larger[:found] = rows[:found]
            rows = larger
        rows[found : found + kept] = best[:kept]
        found += kept
    return rows[:found], highest
