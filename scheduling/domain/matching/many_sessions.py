"""The plan of many sessions: caps, weeks, no overlap, each pair once.

Small pools are solved exactly (exact.py); one session each has a solver of its own
(one_session.py). For large pools prices are found that bound every plan (prices.py) and that
nearly say who meets whom; a plan is put together by them, and improved by exchanges (exchange.py)
and matchings (rematch.py).
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from scheduling.domain.matching.arrays import WORD_BITS, PlanArrays, Words, plan_arrays
from scheduling.domain.matching.columns import (
    Column,
    all_columns,
    columns_of_pair,
    needed_columns,
)
from scheduling.domain.matching.compact import compact_pool
from scheduling.domain.matching.exact import best_columns
from scheduling.domain.matching.exchange import (
    LOCKED,
    ONE,
    OTHER,
    SLOT,
    Draft,
    empty_draft,
    fill,
    improve,
    pairs_of,
    put_in,
    worth_of,
)
from scheduling.domain.matching.one_session import solve_one_session
from scheduling.domain.matching.pool import Pool
from scheduling.domain.matching.prices import (
    Caps,
    Floats,
    caps_of,
    crude_bound,
    fresh_duals,
    improved_duals,
    moved_duals,
    persons_part,
    prices_of,
)
from scheduling.domain.matching.pricing import (
    Columns,
    joined_columns,
    varied_columns,
    wanted_columns,
)
from scheduling.domain.matching.progress import Deadline, Progress, Report
from scheduling.domain.matching.rematch import rematched
from scheduling.domain.matching.value import SLOT as QUARTER
from scheduling.domain.matching.value import first_slot, value_of_plan

OUTWEIGHING = 10_000_000  # more than all the value that a fixed pair could cost
FEW_PEOPLE = 60  # for whom the exact plan takes no time, one session each or more
EXACT_PEOPLE = 600
EXACT_COLUMNS = 10_000  # some seconds, on a few crowded days some minutes
EXACT_COLUMNS_LISTED = 300_000
EXACT_NODES = 500
PARTNERS_AT_FIRST = 24
COLUMNS_PER_PERSON = 60
SLACK = 200.0  # tenths of a point: columns of so much less surplus than 0 are looked at
PRICE_ROUNDS = 10
MOST_MOVES = 1 << 40
REMATCHES = 16
CLOSE = 1e-4  # of the bound: all pairs' and the known ones' are as good as equal


@dataclass(frozen=True)
class Schedule:
    """Sessions as (i, j, slot) with i < j, their plan's value and a bound on every plan's."""

    sessions: tuple[tuple[int, int, int], ...]
    value: int
    upper_bound: int


def solve_many_sessions(pool: Pool, *, deadline: Deadline, report: Report) -> Schedule:
    """The best plan found until the deadline; for small pools the best there is."""
    if len(pool.people) > FEW_PEOPLE and all(person.sessions <= 1 for person in pool.people):
        return _one_session_each(pool, deadline=deadline, report=report)
    fixed = _fixed_columns(pool)
    exact = _exact(pool, fixed=fixed, deadline=deadline, report=report)
    if exact and exact.value == exact.upper_bound:
        return exact
    found = _by_prices(pool, fixed=fixed, deadline=deadline, report=report)
    if not exact:
        return found
    better = max(exact, found, key=lambda schedule: schedule.value)
    bound = min(exact.upper_bound, found.upper_bound)
    return Schedule(sessions=better.sessions, value=better.value, upper_bound=bound)


def _one_session_each(pool: Pool, *, deadline: Deadline, report: Report) -> Schedule:
    found = solve_one_session(
        compact_pool(pool), time_limit=deadline.left, clock=deadline.clock, progress=report
    )
    sessions = [
        (int(i), int(j), int(slot)) for (i, j), slot in zip(found.pairs, found.starts, strict=True)
    ]
    return _schedule(pool, sessions, upper_bound=found.upper_bound)


def _fixed_columns(pool: Pool) -> tuple[Column, ...]:
    """As many of the pairs that a coach has locked as have time, at their best starts."""
    pairs = sorted({(min(pair), max(pair)) for pair in pool.fixed})
    columns = needed_columns(
        pool, [column for pair in pairs for column in columns_of_pair(pool, *pair)]
    )
    # one pair more outweighs any value of the others
    heavy = [replace(column, value=column.value + OUTWEIGHING) for column in columns]
    found = best_columns(pool, columns=heavy, node_limit=EXACT_NODES)
    chosen = found.columns if found else ()
    return tuple(replace(column, value=column.value - OUTWEIGHING) for column in chosen)


def _exact(
    pool: Pool, *, fixed: Sequence[Column], deadline: Deadline, report: Report
) -> Schedule | None:
    """The plan of a small pool; None where it is too large, or nothing was found in time."""
    if len(pool.people) > EXACT_PEOPLE:
        return None
    columns = all_columns(pool, at_most=EXACT_COLUMNS_LISTED)
    needed = needed_columns(pool, columns) if columns is not None else None
    if needed is None or len(needed) > EXACT_COLUMNS:
        return None
    report(Progress(stage="Solving exactly"))
    found = best_columns(
        pool,
        columns=needed,
        required=[(column.i, column.j) for column in fixed],
        time_limit=deadline.left,
        node_limit=EXACT_NODES,
    )
    if not found:
        return None
    return _schedule(
        pool, [(c.i, c.j, c.slot) for c in found.columns], upper_bound=found.upper_bound
    )


def _schedule(
    pool: Pool, sessions: Iterable[tuple[int, int, int]], *, upper_bound: int
) -> Schedule:
    chosen = tuple(sorted(sessions, key=lambda session: (session[2], session[0], session[1])))
    first = first_slot(pool)
    value = value_of_plan(pool, [(i, j, first + slot * QUARTER) for i, j, slot in chosen])
    return Schedule(sessions=chosen, value=value, upper_bound=max(value, upper_bound))


def _by_prices(
    pool: Pool, *, fixed: Sequence[Column], deadline: Deadline, report: Report
) -> Schedule:
    """A plan put together by prices that bound every plan."""
    p = plan_arrays(pool, compact_pool(pool))
    caps = caps_of(p)
    draft = _draft_with(p, caps, fixed)
    priced = _priced(p, caps, deadline=deadline, report=report)
    columns, prices = priced.columns, priced.prices
    surplus = columns.value - prices[columns.i, columns.week] - prices[columns.j, columns.week]
    order = np.lexsort((-surplus, -np.round(priced.shares, 1)))
    fill(p, caps, draft, prices, columns, order)
    pairs = pairs_of(columns, size=len(pool.people))
    everybody = np.arange(len(pool.people))
    improve(p, caps, draft, prices, pairs, everybody, MOST_MOVES)
    chance = np.random.default_rng(0)
    for _ in range(REMATCHES):
        report(Progress(stage="Exchanging", value=worth_of(p, draft), upper_bound=priced.bound))
        if deadline.is_over:
            break
        draft = rematched(p, caps, draft, prices=prices, pairs=pairs, chance=chance)
    improve(p, caps, draft, prices, pairs, everybody, MOST_MOVES)
    report(Progress(stage="Done", value=worth_of(p, draft), upper_bound=priced.bound))
    return _schedule(pool, _sessions(draft), upper_bound=priced.bound)


def _draft_with(p: PlanArrays, caps: Caps, fixed: Sequence[Column]) -> Draft:
    draft = empty_draft(p, caps)
    for place, c in enumerate(fixed):
        week = next(k for k, mask in enumerate(p.weeks) if _holds(mask, c.slot))
        put_in(p, draft, c.i, c.j, c.slot, c.end - c.slot, week, c.value)
        draft.sessions[place, LOCKED] = 1
    return draft


def _holds(mask: Words, slot: int) -> bool:
    return bool(int(mask[slot // WORD_BITS]) >> (slot % WORD_BITS) & 1)


def _sessions(draft: Draft) -> list[tuple[int, int, int]]:
    rows = draft.sessions[draft.sessions[:, ONE] >= 0]
    return [(int(row[ONE]), int(row[OTHER]), int(row[SLOT])) for row in rows]


@dataclass(frozen=True)
class _Priced:
    """`prices` n × K, the columns worth a look at them, their fractional `shares`, the bound."""

    prices: Floats
    columns: Columns
    shares: Floats
    bound: int


def _priced(p: PlanArrays, caps: Caps, *, deadline: Deadline, report: Report) -> _Priced:
    """Prices that are nearly the best, by turns on known columns and on all pairs.

    The bound is that of all pairs at some of these prices, or a crude one if there was no time.
    """
    size = len(p.role)
    report(Progress(stage="Looking at all pairs"))
    columns = varied_columns(p, partners=PARTNERS_AT_FIRST, is_over=lambda: deadline.is_over)
    duals = fresh_duals(p, columns)
    prices, bound = prices_of(duals), crude_bound(p, caps)
    for _ in range(PRICE_ROUNDS):
        duals, on_known = improved_duals(p, caps, columns, duals=duals, rounds=8, steps=100)
        prices = prices_of(duals)
        wanted = wanted_columns(
            p,
            prices=prices,
            slack=SLACK,
            at_most=COLUMNS_PER_PERSON * size,
            is_over=lambda: deadline.is_over,
        )
        if wanted is None:
            break
        everywhere = persons_part(p, caps, prices) + wanted[1]
        bound = min(bound, math.floor(everywhere))
        new = joined_columns(wanted[0], _held(columns, duals.x), size=size)
        duals, columns = moved_duals(duals, old=columns, new=new, size=size), new
        report(Progress(stage="Finding prices", upper_bound=bound))
        if everywhere - on_known <= CLOSE * everywhere or deadline.is_over:
            break
    return _Priced(prices=prices, columns=columns, shares=duals.x, bound=bound)


def _held(columns: Columns, shares: Floats) -> Columns:
    """The columns with a share in the fractional plan."""
    chosen = shares > 0
    return Columns(*(part[chosen] for part in columns))
