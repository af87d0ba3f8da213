"""Compiled: a plan that grows by sessions put in, each perhaps in the place of others.

The start of each session is found in what is free by then, so that every state is a feasible plan.
"""

# mypy: disable-error-code="no-untyped-def"

from typing import NamedTuple

import numpy as np
from numba import njit

from scheduling.domain.matching.arrays import Ints, PlanArrays, Words
from scheduling.domain.matching.jit import kernel
from scheduling.domain.matching.prices import Caps
from scheduling.domain.matching.pricing import Columns

NONE = -1
IMPOSSIBLE = -2
ONE, OTHER, SLOT, LENGTH, WEEK, VALUE, LOCKED = range(7)  # of a row of Draft.sessions


class Draft(NamedTuple):
    """`sessions`: S × (i, j, slot, length, week, value, locked), i = −1 where free.

    `free[0]` is how many places are left, the rest a stack of them. `held`: n × most, places of
    each person's sessions, the first `taken` of them; `by_week`: n × K; `busy`: n × W, their slots.
    """

    sessions: Ints
    free: Ints
    held: Ints
    taken: Ints
    by_week: Ints
    busy: Words


class Pairs(NamedTuple):
    """Each person's pairs: of person i those from `first`[i] to `first`[i + 1].

    `other`: whom with; `value`: at the best start; `points`: raw, without preferred times.
    """

    first: Ints
    other: Ints
    value: Ints
    points: Ints


def empty_draft(p: PlanArrays, caps: Caps) -> Draft:
    n, weeks = caps.weekly.shape
    most = int(caps.total.sum()) // 2
    free = np.arange(most, -1, -1, dtype=np.int64)
    free = np.concatenate([np.array([most], dtype=np.int64), free[1:]])
    return Draft(
        sessions=np.full((most, 7), NONE, dtype=np.int64),
        free=free,
        held=np.full((n, int(caps.total.max(initial=0))), NONE, dtype=np.int64),
        taken=np.zeros(n, dtype=np.int64),
        by_week=np.zeros((n, weeks), dtype=np.int64),
        busy=np.zeros((n, p.starts.shape[2] + 1), dtype=np.uint64),
    )


def copied(draft: Draft) -> Draft:
    return Draft(
        sessions=draft.sessions.copy(),
        free=draft.free.copy(),
        held=draft.held.copy(),
        taken=draft.taken.copy(),
        by_week=draft.by_week.copy(),
        busy=draft.busy.copy(),
    )


def pairs_of(columns: Columns, *, size: int) -> Pairs:
    """The pairs of the columns from the side of each person, the dearest first."""
    keys = columns.i * size + columns.j
    unique, firsts = np.unique(keys, return_index=True)
    best = np.maximum.reduceat(columns.value, firsts) if len(keys) else columns.value
    one, other = unique // size, unique % size
    owner, partner = np.concatenate([one, other]), np.concatenate([other, one])
    value, points = np.concatenate([best, best]), np.tile(columns.points[firsts], 2)
    order = np.lexsort((partner, -value, owner))
    first = np.searchsorted(owner[order], np.arange(size + 1))
    return Pairs(
        first=first.astype(np.int64),
        other=partner[order],
        value=value[order],
        points=points[order],
    )


@kernel
def put_in(p, draft, i, j, slot, length, week, value):
    draft.free[0] -= 1
    place = draft.free[draft.free[0] + 1]
    i, j = min(i, j), max(i, j)
    row = draft.sessions[place]
    row[ONE], row[OTHER], row[SLOT], row[LENGTH], row[WEEK], row[VALUE] = (
        i,
        j,
        slot,
        length,
        week,
        value,
    )
    row[LOCKED] = 0
    for person in (i, j):
        draft.held[person, draft.taken[person]] = place
        draft.taken[person] += 1
        draft.by_week[person, week] += 1
        mark(draft.busy[person], slot, length)


@kernel
def take_out(draft, place):
    row = draft.sessions[place]
    for person in (row[ONE], row[OTHER]):
        draft.taken[person] -= 1
        draft.by_week[person, row[WEEK]] -= 1
        mark(draft.busy[person], row[SLOT], row[LENGTH])
        held, last = draft.held[person], draft.taken[person]
        for n in range(last):
            if held[n] == place:
                held[n] = held[last]
                break
        held[last] = NONE
    row[ONE] = NONE
    draft.free[0] += 1
    draft.free[draft.free[0]] = place


@kernel
def mark(busy, slot, length):
    """Turn slots [slot, slot + length) over."""
    for s in range(slot, slot + length):
        busy[s >> 6] ^= np.uint64(1) << np.uint64(s & 63)


@kernel
def best_start(p, draft, prices, i, j, weeks_open):
    """(slot, week, how many prefer it) of the best free common start in the open weeks.

    Where several are as good: in the week in which both ask least, and the first there. Slot is
    NONE where there is none.
    """
    length = p.length_of[p.classes[i], p.classes[j]]
    starts_i, starts_j = p.starts[length, i], p.starts[length, j]
    likes_i, likes_j = p.preferred[length, i], p.preferred[length, j]
    best_slot, best_week, best_liked, best_asked = NONE, NONE, NONE, 0.0
    for week in range(len(weeks_open)):
        if not weeks_open[week]:
            continue
        asked = prices[i, week] + prices[j, week]
        for w in range(p.week_words[week, 0], p.week_words[week, 1]):
            word = starts_i[w] & starts_j[w] & p.weeks[week, w]
            if word:
                word &= ~taken_starts(draft.busy[i], draft.busy[j], w, p.lengths[length])
            one, other = word & likes_i[w], word & likes_j[w]
            liked = 2 if one & other else 1 if one | other else 0
            if liked:
                word = one & other if liked == 2 else one | other
            if word and (liked > best_liked or (liked == best_liked and asked < best_asked)):
                best_slot, best_week = (w << 6) + lowest_bit(word), week
                best_liked, best_asked = liked, asked
    return best_slot, best_week, best_liked


@njit(inline="always")
def taken_starts(busy_i, busy_j, w, slots):
    """The slots of a word at which a session of some slots would meet a busy one."""
    here, after = busy_i[w] | busy_j[w], busy_i[w + 1] | busy_j[w + 1]
    taken = here
    for t in range(1, slots):
        taken |= (here >> np.uint64(t)) | (after << np.uint64(64 - t))
    return taken


@kernel
def fill(p, caps, draft, prices, columns, order):
    """Put the columns in, in `order`, each in its week while there is room and time for it."""
    open_weeks = np.zeros(len(p.weeks), dtype=np.bool_)
    for c in order:
        i, j, week = columns.i[c], columns.j[c], columns.week[c]
        if not (has_room(caps, draft, i, week) and has_room(caps, draft, j, week)):
            continue
        if have_met(draft, i, j):
            continue
        open_weeks[:] = False
        open_weeks[week] = True
        slot, _, liked = best_start(p, draft, prices, i, j, open_weeks)
        if slot == NONE:
            continue
        length = p.lengths[p.length_of[p.classes[i], p.classes[j]]]
        put_in(p, draft, i, j, slot, length, week, value_at(p, i, j, columns.points[c], liked))


@kernel
def value_at(p, i, j, points, liked):
    raw = points + liked * p.points_preferred
    return (raw * p.reliability[i] * p.reliability[j]) >> 16


@kernel
def has_room(caps, draft, person, week):
    return (
        draft.taken[person] < caps.total[person]
        and draft.by_week[person, week] < caps.weekly[person, week]
    )


@kernel
def have_met(draft, i, j):
    for n in range(draft.taken[i]):
        row = draft.sessions[draft.held[i, n]]
        if row[ONE] == j or row[OTHER] == j:
            return True
    return False


@kernel
def turn(p, person, nth):
    """What a person's nth session adds, from 0."""
    return p.turns[person, min(nth, p.turns.shape[1] - 1)]


@kernel
def improve(p, caps, draft, prices, pairs, queue, most_moves):
    """Take the best exchange of each person in turn until nobody has any that gains.

    An exchange puts a session in and takes out at most one of each of the two. `queue` begins with
    the persons to look at. Stops after `most_moves`; the gain in tenths of a point.
    """
    n = len(pairs.first) - 1
    waiting = np.zeros(n, dtype=np.bool_)
    ring, head, number = np.empty(n, dtype=np.int64), 0, 0
    for person in queue:
        if not waiting[person]:
            waiting[person] = True
            ring[number] = person
            number += 1
    move = np.empty(8, dtype=np.int64)
    touched = np.empty(4, dtype=np.int64)
    gained, moves = 0, 0
    while number and moves < most_moves:
        i = ring[head]
        head, number, waiting[i] = (head + 1) % n, number - 1, False
        gain = best_exchange(p, caps, draft, prices, pairs, i, move)
        if gain <= 0:
            continue
        gained, moves = gained + gain, moves + 1
        count = exchange(p, draft, i, move, touched)
        for m in range(count):
            if not waiting[touched[m]]:
                waiting[touched[m]] = True
                ring[(head + number) % n] = touched[m]
                number += 1
    return gained


@kernel
def exchange(p, draft, i, move, touched):
    """Carry a move out; `touched` gets the persons it concerns, and how many is returned."""
    j, slot, week, value = move[0], move[1], move[2], move[3]
    touched[0], touched[1], count = i, j, 2
    for m in (4, 5):
        place = move[m]
        if place != NONE:
            row, mine = draft.sessions[place], i if m == 4 else j
            touched[count] = row[OTHER] if row[ONE] == mine else row[ONE]
            count += 1
            take_out(draft, place)
    length = p.lengths[p.length_of[p.classes[i], p.classes[j]]]
    put_in(p, draft, i, j, slot, length, week, value)
    return count


@kernel
def best_exchange(p, caps, draft, prices, pairs, i, move):
    """The highest gain of a session put in for person i, and the move; 0 without any.

    The move: the other, slot, week, value, place taken out of i's and of the other's (NONE: none).
    """
    best = 0
    if caps.total[i] == 0:
        return best
    open_weeks = np.zeros(len(p.weeks), dtype=np.bool_)
    least = _least_loss(p, caps, draft, i)
    for m in range(pairs.first[i], pairs.first[i + 1]):
        j, value = pairs.other[m], pairs.value[m]
        if caps.total[j] == 0 or value - least - _least_loss(p, caps, draft, j) <= best:
            continue
        if not have_met(draft, i, j):
            best = _best_with(p, caps, draft, prices, pairs, i, m, best, move, open_weeks)
    return best


@kernel
def _best_with(p, caps, draft, prices, pairs, i, m, best, move, open_weeks):
    """`best`, or the gain of person i's m-th pair where it is higher and is written into `move`."""
    j, value = pairs.other[m], pairs.value[m]
    for a in range(-1, draft.taken[i]):
        lost_i, partner_i = _loss(p, caps, draft, i, a)
        for b in range(-1, draft.taken[j]):
            lost_j, partner_j = _loss(p, caps, draft, j, b)
            if partner_i == IMPOSSIBLE or partner_j == IMPOSSIBLE:
                continue
            lost = lost_i + lost_j
            if partner_i >= 0 and partner_i == partner_j:  # who loses two turns
                count = draft.taken[partner_i]
                lost += turn(p, partner_i, count - 2) - turn(p, partner_i, count - 1)
            if value - lost <= best:
                continue
            out_i = draft.held[i, a] if a >= 0 else NONE
            out_j = draft.held[j, b] if b >= 0 else NONE
            start = _start_without(p, caps, draft, prices, i, j, out_i, out_j, open_weeks)
            worth = value_at(p, i, j, pairs.points[m], start[2])
            if start[0] != NONE and worth - lost > best:
                best = worth - lost
                move[0], move[1], move[2], move[3] = j, start[0], start[1], worth
                move[4], move[5] = out_i, out_j
    return best


@kernel
def _least_loss(p, caps, draft, person):
    """The least that a further session of a person costs elsewhere, minus its turn."""
    least = 1 << 60
    for a in range(-1, draft.taken[person]):
        lost, partner = _loss(p, caps, draft, person, a)
        if partner != IMPOSSIBLE:
            least = min(least, lost)
    return least


@kernel
def _loss(p, caps, draft, person, a):
    """What is lost where a person's a-th session makes room (a = −1: none), and by which partner.

    Negative where none is taken out and their next turn is gained; partner is IMPOSSIBLE where this
    cannot be.
    """
    if a < 0:
        if draft.taken[person] >= caps.total[person]:
            return 0, IMPOSSIBLE
        return -turn(p, person, draft.taken[person]), NONE
    row = draft.sessions[draft.held[person, a]]
    if row[LOCKED]:
        return 0, IMPOSSIBLE
    partner = row[OTHER] if row[ONE] == person else row[ONE]
    return row[VALUE] + turn(p, partner, draft.taken[partner] - 1), partner


@kernel
def _start_without(p, caps, draft, prices, i, j, place_i, place_j, open_weeks):
    """The best start as if the sessions at two places (NONE: none) were taken out."""
    for week in range(len(open_weeks)):
        open_weeks[week] = True
        for person, place in ((i, place_i), (j, place_j)):
            taken = draft.by_week[person, week]
            if place != NONE and draft.sessions[place, WEEK] == week:
                taken -= 1
            if taken >= caps.weekly[person, week]:
                open_weeks[week] = False
    for person, place in ((i, place_i), (j, place_j)):
        if place != NONE:
            mark(draft.busy[person], draft.sessions[place, SLOT], draft.sessions[place, LENGTH])
    found = best_start(p, draft, prices, i, j, open_weeks)
    for person, place in ((i, place_i), (j, place_j)):
        if place != NONE:
            mark(draft.busy[person], draft.sessions[place, SLOT], draft.sessions[place, LENGTH])
    return found


@kernel
def worth_of(p, draft):
    """The value of the draft: its sessions and its persons' turns."""
    total = 0
    for s in range(len(draft.sessions)):
        if draft.sessions[s, ONE] != NONE:
            total += draft.sessions[s, VALUE]
    for person in range(len(draft.taken)):
        for nth in range(draft.taken[person]):
            total += turn(p, person, nth)
    return total


@njit(inline="always")
def lowest_bit(word):
    place, low = 0, word & (~word + np.uint64(1))
    for step in (32, 16, 8, 4, 2, 1):
        if low >> np.uint64(step):
            low >>= np.uint64(step)
            place += step
    return place
