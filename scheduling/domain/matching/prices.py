"""Prices of persons' sessions by week, and the bound on all plans that follows from any prices.

Let person i ask λ[i, k] for a session in week k. At any prices a plan is worth at most
    Σ over persons of the best number of sessions by week: its turns and its prices together
  + Σ over pairs of their surplus: max(0, highest over weeks of value − both prices)
for in a plan every session's prices are paid once and received once. Sessions at the same time are
not looked at, but for the caps: nobody has more sessions in a week than fit in their free time.

The lowest such bound is a linear programme's optimum. It is approached by the primal-dual method of
Chambolle and Pock with diagonal steps (Pock and Chambolle 2011) and restarts from the average
(Applegate et al. 2021, PDLP).
"""

# mypy: disable-error-code="no-untyped-def"

import math
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from scheduling.domain.matching.arrays import Ints, PlanArrays
from scheduling.domain.matching.jit import kernel
from scheduling.domain.matching.pricing import MOST_WEEKS, Columns
from scheduling.domain.matching.weights import FULL_RELIABILITY

Floats = NDArray[np.float64]
SCALE = 1000.0  # values and prices are in points of 1000 tenths within the method
GRAIN = 64.0  # prices are multiples of 1/64 of a tenth, so that sums of them are exact


class Caps(NamedTuple):
    """`weekly`: n × K, `total`: n; how many sessions each can have, time for them included."""

    weekly: Ints
    total: Ints


class Duals(NamedTuple):
    """The method's state: `x` of columns, `y` of turns, `week` n × K and `person` n prices."""

    x: Floats
    y: Floats
    week: Floats
    person: Floats


def caps_of(p: PlanArrays) -> Caps:
    weekly = _weekly_caps(p)
    return Caps(weekly=weekly, total=np.minimum(p.sessions, weekly.sum(axis=1)))


@kernel
def _weekly_caps(p):
    """The sessions of the shortest kind that fit one after the other, at most per_week."""
    n, weeks = len(p.role), len(p.weeks)
    caps = np.zeros((n, weeks), dtype=np.int64)
    for i in range(n):
        usable = np.zeros(len(p.lengths), dtype=np.bool_)
        for other in range(p.length_of.shape[1]):
            if p.length_of[p.classes[i], other] >= 0:
                usable[p.length_of[p.classes[i], other]] = True
        for week in range(weeks):
            caps[i, week] = min(p.per_week[i], _fitting(p, i, week, usable))
    return caps


@kernel
def _fitting(p, i, week, usable):
    """How many sessions fit: always the one next that is over first."""
    number, slot = 0, 64 * p.week_words[week, 0]
    while True:
        over = -1
        for length in range(len(p.lengths)):
            if usable[length]:
                start = next_start(p.starts[length, i], p.weeks[week], slot)
                if start >= 0 and (over < 0 or start + p.lengths[length] < over):
                    over = start + p.lengths[length]
        if over < 0:
            return number
        number, slot = number + 1, over


@kernel
def next_start(starts, week, slot):
    """The first slot from `slot` on that both masks hold; −1 without any."""
    for w in range(slot >> 6, len(starts)):
        word = starts[w] & week[w]
        if w == slot >> 6:
            word &= ~np.uint64(0) << np.uint64(slot & 63)
        if word:
            return (w << 6) + lowest_bit(word)
    return -1


@njit(inline="always")
def lowest_bit(word):
    place, low = 0, word & (~word + np.uint64(1))
    for step in (32, 16, 8, 4, 2, 1):
        if low >> np.uint64(step):
            low >>= np.uint64(step)
            place += step
    return place


def fresh_duals(p: PlanArrays, columns: Columns) -> Duals:
    n, weeks = len(p.role), len(p.weeks)
    return Duals(
        x=np.zeros(len(columns.i)),
        y=np.zeros((n, p.turns.shape[1])),
        week=np.zeros((n, weeks)),
        person=np.zeros(n),
    )


def moved_duals(duals: Duals, *, old: Columns, new: Columns, size: int) -> Duals:
    """The state for other columns; `x` is 0 where a column is new."""
    old_keys, new_keys = (((c.i * size + c.j) * MOST_WEEKS + c.week) for c in (old, new))
    places = np.searchsorted(old_keys, new_keys)
    places[places == len(old_keys)] = 0
    x = np.zeros(len(new_keys))
    if len(old_keys):
        known = old_keys[places] == new_keys
        x[known] = duals.x[places[known]]
    return duals._replace(x=x)


def prices_of(duals: Duals) -> Floats:
    """n × K, in tenths of a point."""
    return np.round((duals.week + duals.person[:, None]) * SCALE * GRAIN) / GRAIN


@kernel
def persons_part(p, caps, prices):
    """The best that all persons can make of turns and prices: greedily in the dearest weeks."""
    total = 0.0
    for i in range(len(prices)):
        nth = 0
        for week in np.argsort(-prices[i]):
            for _ in range(caps.weekly[i, week]):
                gain = p.turns[i, min(nth, p.turns.shape[1] - 1)] + prices[i, week]
                if nth == caps.total[i] or gain <= 0:
                    break
                total += gain
                nth += 1
    return total


@kernel
def pairs_part(columns, prices):
    """The surplus of the pairs of `columns`."""
    total, best = 0.0, 0.0
    for c in range(len(columns.i)):
        i, j = columns.i[c], columns.j[c]
        if c and (columns.i[c - 1] != i or columns.j[c - 1] != j):
            total += best
            best = 0.0
        week = columns.week[c]
        best = max(best, columns.value[c] - prices[i, week] - prices[j, week])
    return total + best


def crude_bound(p: PlanArrays, caps: Caps) -> int:
    """No plan is worth more: everybody with the best partner that one can think of, every time."""
    best = p.bases.max() + 2 * (p.points_kinds.max() + p.points_levels.max() + p.points_preferred)
    total = 0.0
    for i, number in enumerate(caps.total):
        turns = p.turns[i, : min(number, p.turns.shape[1])].sum()
        further = max(0, number - p.turns.shape[1]) * p.turns[i, -1]
        total += number * best * p.reliability[i] / FULL_RELIABILITY / 2 + turns + further
    return math.ceil(total)


def bound_on(p: PlanArrays, caps: Caps, columns: Columns, *, prices: Floats) -> float:
    """No choice among `columns` is worth more."""
    return persons_part(p, caps, prices) + pairs_part(columns, prices)


def improved_duals(
    p: PlanArrays, caps: Caps, columns: Columns, *, duals: Duals, rounds: int, steps: int
) -> tuple[Duals, float]:
    """After rounds of steps: the state with the lowest bound on `columns`, and that bound."""
    best, lowest = duals, math.inf
    current, weight = duals, 1.0
    sizes = _step_sizes(p, caps, columns)
    for _ in range(rounds):
        last, average = _steps(p, caps, columns, current, sizes, weight, steps)
        bounds = [bound_on(p, caps, columns, prices=prices_of(s)) for s in (last, average)]
        current = last if bounds[0] < bounds[1] else average
        if min(bounds) < lowest:
            best, lowest = current, min(bounds)
    return best, lowest


def _step_sizes(p: PlanArrays, caps: Caps, columns: Columns) -> tuple[Floats, Floats]:
    """1 over the number of entries in each row: of weeks (n × K) and of persons (n)."""
    n, weeks = caps.weekly.shape
    degree = np.zeros((n, weeks))
    for who in (columns.i, columns.j):
        np.add.at(degree, (who, columns.week), 1.0)
    turns = np.minimum(caps.total, p.turns.shape[1])
    return 1 / np.maximum(1, degree), 1 / np.maximum(1, degree.sum(axis=1) + turns)


@kernel
def _steps(p, caps, columns, duals, sizes, weight, steps):
    """`steps` steps; the last state and the average one."""
    n, weeks = caps.weekly.shape
    x, y, week, person = duals.x.copy(), duals.y.copy(), duals.week.copy(), duals.person.copy()
    sum_x, sum_y = np.zeros_like(x), np.zeros_like(y)
    sum_week, sum_person = np.zeros_like(week), np.zeros_like(person)
    by_week, by_turn = np.empty((n, weeks)), np.empty(n)
    group = np.empty(weeks)
    for _ in range(steps):
        by_week[:] = 0.0
        _move_columns(columns, x, sum_x, week, person, by_week, group, 0.25 / weight)
        _move_turns(p, caps, y, sum_y, person, by_turn, 0.5 / weight)
        for i in range(n):
            held = 0.0
            for k in range(weeks):
                held += by_week[i, k]
                step = weight * sizes[0][i, k]
                week[i, k] = max(0.0, week[i, k] + step * (by_week[i, k] - caps.weekly[i, k]))
                sum_week[i, k] += week[i, k]
            person[i] += weight * sizes[1][i] * (held - by_turn[i])
            sum_person[i] += person[i]
    last = (x, y, week, person)
    return Duals(*last), Duals(sum_x / steps, sum_y / steps, sum_week / steps, sum_person / steps)


@kernel
def _move_columns(columns, x, sum_x, week, person, by_week, group, step):
    """One step of all pairs' columns; `by_week` gets each person's extrapolated sessions."""
    c = 0
    while c < len(x):
        i, j, first = columns.i[c], columns.j[c], c
        positive, number = 0.0, 0
        while c < len(x) and columns.i[c] == i and columns.j[c] == j:
            k = columns.week[c]
            asked = week[i, k] + person[i] + week[j, k] + person[j]
            group[number] = max(0.0, x[c] + step * (columns.value[c] / SCALE - asked))
            positive += group[number]
            number += 1
            c += 1
        cut = _excess(group, number) if positive > 1.0 else 0.0
        for m in range(number):
            new, k = max(0.0, group[m] - cut), columns.week[first + m]
            ahead = 2 * new - x[first + m]
            x[first + m] = new
            sum_x[first + m] += new
            by_week[i, k] += ahead
            by_week[j, k] += ahead


@kernel
def _excess(group, number):
    """What to take from each of some numbers ≥ 0 so that those left above 0 add up to 1."""
    ranked = np.sort(group[:number])[::-1]
    total, cut = 0.0, 0.0
    for m in range(number):
        total += ranked[m]
        if ranked[m] - (total - 1) / (m + 1) > 0:
            cut = (total - 1) / (m + 1)
    return cut


@kernel
def _move_turns(p, caps, y, sum_y, person, by_turn, step):
    """One step of all persons' turns; the last turn of the table stands for all later ones."""
    last = y.shape[1] - 1
    for i in range(len(y)):
        by_turn[i] = 0.0
        for nth in range(min(caps.total[i], last + 1)):
            most = 1.0 if nth < last else caps.total[i] - last
            new = y[i, nth] + step * (p.turns[i, nth] / SCALE + person[i])
            new = min(most, max(0.0, new))
            by_turn[i] += 2 * new - y[i, nth]
            y[i, nth] = new
            sum_y[i, nth] += new
