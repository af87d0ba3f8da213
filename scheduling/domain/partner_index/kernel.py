"""The loop over everybody that a search for a partner is."""

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from scheduling.domain.matching.jit import kernel

# What became of a row; the numbers grow with how near the person came to being found.
NOT_HERE, NO_LANGUAGE, NO_KIND, NO_LEVEL, NO_TIME, MATCH = range(6)

SWAP, PRACTISE, INTERVIEW = range(3)
COUNT_DIGITS = 20  # of the numbers of people at each time, in binary
VALUE_SHIFT, COUNT_SHIFT = 44, 32  # in a rank: value, number of starts, 32 bits to part equals

Array = npt.NDArray[Any]


class People(NamedTuple):
    """Columns of PartnerArrays."""

    pks: Array
    wants: Array
    gives: Array
    levels: Array
    levels_given: Array
    languages: Array
    extra: Array
    away_until: Array
    notice: Array
    free: Array


class Asked(NamedTuple):
    """Who searches for what. Masks and numbers as in the arrays."""

    way: int
    wants: int
    gives: int
    level: int
    level_given: int
    languages: Array
    lengths: Array  # slots, by the other's class of extra time
    starts: Array  # uint64 [class, word]: where I could start a session of that length
    words: Array  # the words of `starts` that are not empty
    first_slots: Array  # by hours of notice: the first slot for which somebody can be asked
    now: int  # seconds since 1970 UTC
    seed: int  # parts equals, differently for each who searches
    base: int
    kind_points: Array
    level_points: Array
    lowest_gap: int
    days: Array  # uint64 [day, word]: the slots of each date on which I could start
    day_words: Array  # [day]: the first of the three words that a date can touch
    rounds: Array  # uint64: the slots on a full or half hour


class Tally(NamedTuple):
    """What the loop writes. `ranks` is the higher the better, of those who match."""

    outcome: Array  # uint8 a row
    ranks: Array  # int64 a row
    digits: Array  # uint64 [word, digit]: how many people could start at each slot, in binary
    odd: Array  # uint64: other slots, without which somebody's date would show no time of theirs


@kernel
def search_rows(
    first: int, last: int, skip: Array, people: People, asked: Asked, tally: Tally
) -> None:
    """Look at rows [first, last) but those that `skip` marks.

    What it calls takes numbers and single arrays: to hand over a tuple counts the references of
    every array in it, for each row, which takes longer than the search itself.
    """
    pks, wants, gives, levels, levels_given, languages, extra, away_until, notice, free = people
    my_wants, my_gives, my_starts, my_words = asked.wants, asked.gives, asked.starts, asked.words
    kind_points, level_points = asked.kind_points, asked.level_points
    first_slots = asked.first_slots
    low, high = asked.languages[0], asked.languages[1]
    outcomes, ranks, digits, odd = tally
    learns, teaches = asked.way != INTERVIEW, asked.way != PRACTISE
    starts = np.zeros(my_starts.shape[1], dtype=np.uint64)
    for row in range(first, last):
        if skip[row] or away_until[row] > asked.now:
            continue
        if not ((languages[row, 0] & low) | (languages[row, 1] & high)):
            outcomes[row] = NO_LANGUAGE
            continue
        learnt, taught = my_wants & gives[row], my_gives & wants[row]
        if (learns and not learnt) or (teaches and not taught):
            outcomes[row] = NO_KIND
            continue
        gap = levels_given[row] - asked.level - asked.lowest_gap  # as learner, from the lowest
        their_gap = asked.level_given - levels[row] - asked.lowest_gap
        if (learns and gap < 0) or (teaches and their_gap < 0):
            outcomes[row] = NO_LEVEL
            continue
        outcomes[row] = NO_TIME
        size, first_slot = extra[row], first_slots[notice[row]]
        count = 0
        for word in my_words:
            mine = _from_slot(my_starts[size, word], word, first_slot)
            starts[word] = _common_starts(mine, free, row, word, asked.lengths[size])
            if starts[word]:
                count += _ones(starts[word])
                _add(starts[word], digits, word)
        if count:
            outcomes[row] = MATCH
            value = asked.base  # as pair_value.pair_value
            value += _leg(learns, kind_points, _ones(learnt), level_points, gap)
            value += _leg(teaches, kind_points, _ones(taught), level_points, their_gap)
            ranks[row] = (
                (value << VALUE_SHIFT) | (count << COUNT_SHIFT) | _tie(pks[row], asked.seed)
            )
            _show(starts, asked.days, asked.day_words, asked.rounds, odd)


@kernel
def _from_slot(starts: Any, word: int, first_slot: int) -> Any:
    """Those of the starts, in this word, that are not before a slot."""
    before = first_slot - word * 64
    if before <= 0:
        return starts
    return (starts >> np.uint64(before)) << np.uint64(before) if before < 64 else np.uint64(0)


@kernel
def _common_starts(mine: Any, free: Array, row: int, word: int, length: int) -> Any:
    """Those of the starts `mine`, in this word, from which the row is free `length` slots long.

    A run that is free for both is free for each, so the two are met after the runs were found.
    """
    here = free[row, word]
    if not mine & here:
        return np.uint64(0)
    above = free[row, word + 1] if word + 1 < free.shape[1] else np.uint64(0)
    have = 1
    while have < length:
        step = min(have, length - have)
        here &= (here >> np.uint64(step)) | (above << np.uint64(64 - step))
        above &= above >> np.uint64(step)
        have += step
    return mine & here


@kernel
def _add(starts: Any, digits: Array, word: int) -> None:
    """One more person at each of these slots: binary addition, 64 counters at once."""
    carry, digit = starts, 0
    while carry:
        both = digits[word, digit] & carry
        digits[word, digit] ^= carry
        carry = both
        digit += 1


@kernel
def _tie(pk: int, seed: int) -> Any:
    """32 bits that look random and are the same each time."""
    mixed = (np.uint64(pk) + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15) ^ np.uint64(seed)
    mixed = (mixed ^ (mixed >> np.uint64(29))) * np.uint64(0xBF58476D1CE4E5B9)
    return np.int64(mixed >> np.uint64(32))


@kernel
def _leg(is_held: bool, kind_points: Array, kinds: int, level_points: Array, gap: int) -> int:
    return _points(kind_points, kinds) + _points(level_points, gap) if is_held else 0


@kernel
def _points(table: Array, index: int) -> int:
    return table[min(index, len(table) - 1)]


@kernel
def _ones(word: Any) -> Any:
    """How many bits of a word are set."""
    bits = np.uint64(word)
    bits = bits - ((bits >> np.uint64(1)) & np.uint64(0x5555555555555555))
    low = np.uint64(0x3333333333333333)
    bits = (bits & low) + ((bits >> np.uint64(2)) & low)
    bits = (bits + (bits >> np.uint64(4))) & np.uint64(0x0F0F0F0F0F0F0F0F)
    return np.int64((bits * np.uint64(0x0101010101010101)) >> np.uint64(56))


@kernel
def _show(starts: Array, days: Array, day_words: Array, rounds: Array, odd: Array) -> None:
    """Where somebody's `starts` of a date hold no slot that is listed, list their first."""
    for day in range(len(days)):
        first = -1
        for word in range(day_words[day], min(day_words[day] + 3, len(starts))):
            here = starts[word] & days[day, word]
            if here & (rounds[word] | odd[word]):
                first = -1
                break
            if here and first < 0:
                first = word
        if first >= 0:
            here = starts[first] & days[day, first]
            odd[first] |= here & (~here + np.uint64(1))


@kernel
def can_start(
    rows: Array,
    starts: Array,
    words: Array,
    lengths: Array,
    first_slots: Array,
    extra: Array,
    notice: Array,
    free: Array,
) -> Array:
    """Which of `rows` could begin at one of `starts` [class, word], in these words."""
    possible = np.zeros(len(rows), dtype=np.bool_)
    for at in range(len(rows)):
        row = rows[at]
        size, first_slot = extra[row], first_slots[notice[row]]
        for word in words:
            mine = _from_slot(starts[size, word], word, first_slot)
            if _common_starts(mine, free, row, word, lengths[size]):
                possible[at] = True
                break
    return possible


@kernel
def count_starters(
    rows: Array,
    starts: Array,
    words: Array,
    lengths: Array,
    first_slots: Array,
    extra: Array,
    notice: Array,
    free: Array,
) -> Array:
    """How many of `rows` could begin at one of `starts` [choice, class, word], for each choice.

    All choices in one pass: to fetch a row takes longer than to look at it. At most 64 choices.
    """
    counts = np.zeros(len(starts), dtype=np.int64)
    one = np.uint64(1)
    for row in rows:
        size, first_slot = extra[row], first_slots[notice[row]]
        seen = np.uint64(0)
        for word in words:
            if not free[row, word]:
                continue
            for choice in range(len(starts)):
                bit = one << np.uint64(choice)
                if seen & bit:
                    continue
                mine = _from_slot(starts[choice, size, word], word, first_slot)
                if _common_starts(mine, free, row, word, lengths[size]):
                    seen |= bit
                    counts[choice] += 1
    return counts
