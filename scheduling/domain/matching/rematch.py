"""A plan improved by matchings: some sessions are given up, and better ones put in their place.

At most one session of each person is given up. Then everybody can have one more session, at the
best start that is left, and which ones is a matching of the highest weight; what was given up is
itself one. The matching is that of a fractional one, which is an assignment problem: its cycles
are paired, and of odd ones the person goes without whose loss is the least. That may cost more than
it gains, and then the plan stays as it was.
"""

# mypy: disable-error-code="no-untyped-def"

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import min_weight_full_bipartite_matching

from scheduling.domain.matching.arrays import Ints, PlanArrays
from scheduling.domain.matching.exchange import (
    LOCKED,
    NONE,
    ONE,
    OTHER,
    Draft,
    Pairs,
    best_start,
    copied,
    has_room,
    have_met,
    put_in,
    take_out,
    turn,
    value_at,
    worth_of,
)
from scheduling.domain.matching.jit import kernel
from scheduling.domain.matching.prices import Caps, Floats


def rematched(
    p: PlanArrays,
    caps: Caps,
    draft: Draft,
    *,
    prices: Floats,
    pairs: Pairs,
    chance: np.random.Generator,
) -> Draft:
    """The draft after one round, or as it was. `chance` draws which sessions are given up."""
    size, new = len(p.role), copied(draft)
    _give_up(new, chance.permutation(len(new.sessions)), np.zeros(size, dtype=np.bool_))
    number, edges, gains = _possible(p, caps, new, prices, pairs)
    if not number:
        return draft
    mate = best_mates(edges[:number, 0], edges[:number, 1], gains[:number], size=size)
    _put_in_chosen(p, new, edges[:number], mate)
    return new if worth_of(p, new) >= worth_of(p, draft) else draft


def best_mates(one: Ints, other: Ints, gains: Ints, *, size: int) -> Ints:
    """Whom each is matched with, or NONE: of the highest sum of gains, or nearly.

    The edges one[k] – other[k] are distinct, their gains at least 0.
    """
    alone = np.arange(size)
    rows, places = np.concatenate([one, other, alone]), np.concatenate([other, one, alone])
    weights = np.concatenate([gains, gains, np.zeros(size, dtype=np.int64)])
    # weights of 0 would be no edges
    matrix = csr_array((weights + 1, (rows, places)), shape=(size, size))
    _, chosen = min_weight_full_bipartite_matching(matrix, maximize=True)
    chosen = chosen.astype(np.int64)
    mate = np.where((chosen[chosen] == alone) & (chosen != alone), chosen, NONE)
    left = np.flatnonzero((chosen != alone) & (mate == NONE)).tolist()
    while left:
        cycle = [left[0]]
        while chosen[cycle[-1]] != cycle[0]:
            cycle.append(int(chosen[cycle[-1]]))
        for i, j in _paired(cycle, matrix):
            mate[i], mate[j] = j, i
        left = sorted(set(left).difference(cycle))
    return mate


def _paired(cycle: list[int], matrix: csr_array) -> list[tuple[int, int]]:
    """The dearest way to pair neighbours of a cycle; of an odd one somebody is left out."""
    ways = []
    for start in range(len(cycle) if len(cycle) % 2 else 2):
        turned = cycle[start:] + cycle[:start]
        ways.append(list(zip(turned[0:-1:2], turned[1::2], strict=True)))
    return max(ways, key=lambda way: sum(int(matrix[i, j]) for i, j in way))


@kernel
def _give_up(draft, order, touched):
    """Take sessions out, in `order`, of people of whom none was taken out before."""
    for place in order:
        row = draft.sessions[place]
        i, j = row[ONE], row[OTHER]
        if i == NONE or row[LOCKED] or touched[i] or touched[j]:
            continue
        touched[i] = touched[j] = True
        take_out(draft, place)


@kernel
def _possible(p, caps, draft, prices, pairs):
    """(number, rows of i, j, slot, week, value, what each adds) of all pairs that could meet."""
    most = len(pairs.other) // 2
    edges, gains = np.empty((most, 5), dtype=np.int64), np.empty(most, dtype=np.int64)
    open_weeks = np.zeros(len(p.weeks), dtype=np.bool_)
    number = 0
    for i in range(len(pairs.first) - 1):
        if draft.taken[i] >= caps.total[i]:
            continue
        for m in range(pairs.first[i], pairs.first[i + 1]):
            j = pairs.other[m]
            if j < i or draft.taken[j] >= caps.total[j] or have_met(draft, i, j):
                continue
            for week in range(len(open_weeks)):
                open_weeks[week] = has_room(caps, draft, i, week) and has_room(caps, draft, j, week)
            slot, week, liked = best_start(p, draft, prices, i, j, open_weeks)
            if slot == NONE:
                continue
            value = value_at(p, i, j, pairs.points[m], liked)
            row = edges[number]
            row[0], row[1], row[2], row[3], row[4] = i, j, slot, week, value
            gains[number] = value + turn(p, i, draft.taken[i]) + turn(p, j, draft.taken[j])
            number += 1
    return number, edges, gains


@kernel
def _put_in_chosen(p, draft, edges, mate):
    for m in range(len(edges)):
        i, j, slot, week, value = edges[m]
        if mate[i] == j:
            length = p.lengths[p.length_of[p.classes[i], p.classes[j]]]
            put_in(p, draft, i, j, slot, length, week, value)
