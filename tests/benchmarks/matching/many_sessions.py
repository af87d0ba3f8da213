"""How good the plan of many sessions is, and how fast, against greedy.

    python -m tests.benchmarks.matching.many_sessions [--people 1000 10000] [--sessions 4]

Each person looks for 1 … `--sessions` sessions, one or two a week. The shares are of the bound
that the solver proves in the same run. CPU seconds are without compiling, which a pool before has
seen to. Baseline, in the same run and on the same pool:

greedy: all feasible pairs listed, the one that adds most is next (at its best start that is free,
        turns included), until none is left.

Both plans are checked: caps, weeks, overlap, pairs met once, and what they are worth.
"""

import argparse
import heapq
import random
import time
from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np

from scheduling.domain.matching.arrays import plan_arrays
from scheduling.domain.matching.compact import compact_pool
from scheduling.domain.matching.many_sessions import solve_many_sessions
from scheduling.domain.matching.pool import Pool
from scheduling.domain.matching.pricing import partners_of, values_by_week
from scheduling.domain.matching.progress import Deadline
from scheduling.domain.matching.value import (
    SLOT,
    can_meet,
    common_starts,
    first_slot,
    value_of_pair,
    value_of_plan,
    value_of_turn,
    week_of,
)
from tests.benchmarks.matching.generator import make_pool

Session = tuple[int, int, int]


def pool_of(people: int, *, sessions: int, seed: int) -> Pool:
    draw = random.Random(seed)
    pool = make_pool(people, seed=seed)
    wishing = tuple(
        replace(person, sessions=draw.randint(1, sessions), per_week=draw.randint(1, 2))
        for person in pool.people
    )
    return replace(pool, people=wishing)


def greedy(pool: Pool) -> list[Session]:
    """The pair that adds most is next, at its best start; what has changed since is looked up."""
    diaries = [Diary(pool, person) for person in range(len(pool.people))]
    heap = [(-w - _turns(diaries, i, j), w, i, j) for w, i, j in feasible_pairs(pool)]
    heapq.heapify(heap)
    chosen = []
    while heap:
        least, worth, i, j = heapq.heappop(heap)
        if diaries[i].is_full() or diaries[j].is_full():
            continue
        gain = worth + _turns(diaries, i, j)
        if gain == -least:
            found = best_now(pool, diaries[i], diaries[j])
            if found is None:
                continue
            worth, slot = found
            gain = worth + _turns(diaries, i, j)
        if gain < -least:
            heapq.heappush(heap, (-gain, worth, i, j))
            continue
        minutes = pool.minutes_for(pool.people[i], pool.people[j])
        for person in (i, j):
            diaries[person].enter(slot, minutes)
        chosen.append((i, j, slot))
    return chosen


def _turns(diaries: list["Diary"], i: int, j: int) -> int:
    return diaries[i].next_turn() + diaries[j].next_turn()


class Diary:
    """A person's sessions so far."""

    def __init__(self, pool: Pool, person: int) -> None:
        self.pool, self.number, self.person = pool, person, pool.people[person]
        self.first = first_slot(pool)
        self.times: list[tuple[datetime, datetime]] = []

    def next_turn(self) -> int:
        return value_of_turn(self.pool.weights, self.person, nth=len(self.times) + 1)

    def is_full(self) -> bool:
        return len(self.times) >= self.person.sessions

    def has_room(self, slot: int, minutes: int) -> bool:
        start = self.first + slot * SLOT
        end = start + timedelta(minutes=minutes)
        week = [begin for begin, _ in self.times if week_of(begin) == week_of(start)]
        return len(week) < self.person.per_week and all(
            finish <= start or end <= begin for begin, finish in self.times
        )

    def enter(self, slot: int, minutes: int) -> None:
        start = self.first + slot * SLOT
        self.times.append((start, start + timedelta(minutes=minutes)))


def best_now(pool: Pool, one: Diary, other: Diary) -> tuple[int, int] | None:
    """(value, slot) of the best start that is still free."""
    minutes = pool.minutes_for(one.person, other.person)
    best = None
    for start in common_starts(pool, one.number, other.number, minutes=minutes):
        if one.has_room(start.slot, minutes) and other.has_room(start.slot, minutes):
            worth = value_of_pair(pool, one.number, other.number, preferred_by=start.preferred_by)
            best = max(best or (worth, start.slot), (worth, start.slot), key=lambda b: b[0])
    return best


def feasible_pairs(pool: Pool) -> list[tuple[int, int, int]]:
    """(value at the best start, i, j) of every pair, from the compiled loops."""
    p = plan_arrays(pool, compact_pool(pool))
    n = len(pool.people)
    others, points = np.zeros(n, dtype=np.int64), np.zeros(n, dtype=np.int64)
    values = np.zeros((n, len(p.weeks)), dtype=np.int64)
    pairs = []
    for i in range(n):
        number = partners_of(p, i, i + 1, others, points)
        values_by_week(p, i, others[:number], points[:number], values)
        best = values[:number].max(axis=1)
        pairs += [
            (worth, i, j)
            for worth, j in zip(best.tolist(), others[:number].tolist(), strict=True)
            if worth >= 0
        ]
    return pairs


def check(pool: Pool, sessions: list[Session]) -> int:
    """What a feasible plan is worth; AssertionError where it is not feasible."""
    diaries = [Diary(pool, person) for person in range(len(pool.people))]
    first, met = first_slot(pool), set()
    for i, j, slot in sessions:
        minutes = pool.minutes_for(pool.people[i], pool.people[j])
        assert (i, j) not in met
        assert can_meet(pool, i, j)
        assert slot in {start.slot for start in common_starts(pool, i, j, minutes=minutes)}
        for person in (i, j):
            assert not diaries[person].is_full()
            assert diaries[person].has_room(slot, minutes)
            diaries[person].enter(slot, minutes)
        met.add((i, j))
    return value_of_plan(pool, [(i, j, first + slot * SLOT) for i, j, slot in sessions])


def solve(pool: Pool) -> tuple[list[Session], int]:
    deadline = Deadline.after(None, clock=time.monotonic)
    found = solve_many_sessions(pool, deadline=deadline, report=lambda progress: None)
    return list(found.sessions), found.upper_bound


def run(people: int, *, sessions: int, seed: int) -> None:
    pool = pool_of(people, sessions=sessions, seed=seed)
    wished = sum(person.sessions for person in pool.people) / 2
    began = time.process_time()
    plan, bound = solve(pool)
    taken = time.process_time() - began
    began = time.process_time()
    simple = greedy(pool)
    simple_taken = time.process_time() - began
    print(f"{people} people, {wished:.0f} sessions wished, bound {bound}")
    for name, chosen, seconds in (("solver", plan, taken), ("greedy", simple, simple_taken)):
        worth = check(pool, chosen)
        assert worth <= bound
        share = f"{100 * worth / bound:.2f} % of the bound"
        print(f"  {name}: {worth}, {share}, {len(chosen)} sessions, {seconds:.1f} CPU-s")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, nargs="+", default=[1000, 10_000])
    parser.add_argument("--sessions", type=int, default=4)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    solve(pool_of(700, sessions=2, seed=0))
    for people in options.people:
        run(people, sessions=options.sessions, seed=options.seed)


if __name__ == "__main__":
    main()
