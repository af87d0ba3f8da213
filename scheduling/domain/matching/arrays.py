"""A pool as arrays for the plan of many sessions: the engine's, with weeks and turns."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from scheduling.domain.matching.columns import slots_of
from scheduling.domain.matching.compact import CompactPool
from scheduling.domain.matching.pool import Pool
from scheduling.domain.matching.value import value_of_turn

Words = NDArray[np.uint64]
Ints = NDArray[np.int64]
WORD_BITS = 64


class PlanArrays(NamedTuple):
    """n people, L lengths of session, W words of slots, K weeks, T turns.

    `level_given`: the level they interview at. `wants`, `gives`, `languages`: n × words of bits.
    `reliability`: 256ths. `length_of`: which length (−1: none) two `classes` of people have;
    `lengths`: of each, in slots. `starts` and `preferred`: L × n × W slots at which a session lies
    in free and in preferred time. `weeks`: K × W, the slots of each week, and `week_words`: K × 2,
    its words [from, to). `banned` (history and blocks) and `fixed`: sorted i · n + j with i < j,
    no pair in both. `turns`: n × T, what each session of a person adds, the last for all later
    ones. `sessions`, `per_week`: n, the caps.
    """

    role: NDArray[np.uint8]
    level: Ints
    level_given: Ints
    wants: Words
    gives: Words
    languages: Words
    reliability: Ints
    classes: NDArray[np.int32]
    length_of: NDArray[np.int32]
    lengths: Ints
    starts: Words
    preferred: Words
    weeks: Words
    week_words: Ints
    banned: Ints
    fixed: Ints
    turns: Ints
    sessions: Ints
    per_week: Ints
    points_kinds: Ints
    points_levels: Ints
    bases: Ints
    lowest_gap: int
    points_preferred: int


def plan_arrays(pool: Pool, compact: CompactPool) -> PlanArrays:
    a, n = compact.arrays, len(pool.people)
    weeks = _weeks(compact)
    fixed = {(min(pair), max(pair)) for pair in pool.fixed}
    banned = (pool.history | pool.blocked) - fixed
    return PlanArrays(
        role=a.role,
        level=a.level,
        level_given=np.array([person.level_given for person in pool.people], dtype=np.int64),
        wants=a.kind_sets[a.wants],
        gives=a.kind_sets[a.gives],
        languages=a.language_sets[a.languages],
        reliability=a.reliability,
        classes=a.length_class,
        length_of=a.length_of,
        lengths=np.array([slots_of(minutes) for minutes in compact.lengths], dtype=np.int64),
        starts=a.starts,
        preferred=a.preferred,
        weeks=weeks,
        week_words=_ranges(weeks),
        banned=np.array(sorted(n * i + j for i, j in banned), dtype=np.int64),
        fixed=np.array(sorted(n * i + j for i, j in fixed), dtype=np.int64),
        turns=_turns(pool),
        sessions=a.sessions,
        per_week=a.per_week,
        points_kinds=a.kind_points,
        points_levels=a.level_points,
        bases=np.array([a.swap_base, a.one_way_base], dtype=np.int64),
        lowest_gap=a.lowest_gap,
        points_preferred=a.preferred_points,
    )


def _weeks(compact: CompactPool) -> Words:
    count = int(compact.week_of_slot.max(initial=-1)) + 1
    masks = np.zeros((count, compact.words), dtype=np.uint64)
    for slot, week in enumerate(compact.week_of_slot):
        masks[week, slot // WORD_BITS] |= np.uint64(1 << (slot % WORD_BITS))
    return masks


def _ranges(masks: Words) -> Ints:
    """The words [from, to) of each mask that hold any bit."""
    found = [np.flatnonzero(mask) for mask in masks]
    pairs = [(words[0], words[-1] + 1) for words in found]
    return np.array(pairs, dtype=np.int64).reshape(len(masks), 2)


def _turns(pool: Pool) -> Ints:
    number = len(pool.weights.later_sessions) + 2
    turns = np.zeros((len(pool.people), number), dtype=np.int64)
    for n, person in enumerate(pool.people):
        for nth in range(1, number + 1):
            turns[n, nth - 1] = value_of_turn(pool.weights, person, nth=nth)
    return turns
