"""Plans by prices: feasible, near their bound, and bounded by no less than any plan."""

import random
from dataclasses import replace

import numpy as np
import pytest

from scheduling.domain.matching import many_sessions
from scheduling.domain.matching.arrays import plan_arrays
from scheduling.domain.matching.compact import compact_pool
from scheduling.domain.matching.pricing import NONE, partners_of, values_by_week
from scheduling.domain.matching.value import (
    SLOT,
    can_meet,
    common_starts,
    first_slot,
    value_of_pair,
    week_of,
)
from tests.scheduling.domain.matching import checker
from tests.scheduling.domain.matching.pools import at, person, plan_of, pool_of, random_pool, read


@pytest.fixture
def never_exact(monkeypatch):
    monkeypatch.setattr(many_sessions, "EXACT_PEOPLE", -1)


@pytest.mark.parametrize("seed", range(6))
def test_plan_by_prices_is_feasible_and_near_the_optimum(seed, monkeypatch):
    pool = random_pool(seed, 80)
    best = plan_of(pool)
    assert best["value"] == best["upper_bound"]
    monkeypatch.setattr(many_sessions, "EXACT_PEOPLE", -1)
    found = plan_of(pool)
    checker.check(pool, found)
    assert found["value"] >= 0.95 * best["value"]
    assert best["value"] <= found["upper_bound"] <= 1.1 * best["value"]


def test_plan_of_a_thousand_reaches_97_percent_of_its_bound():
    pool = random_pool(3, 1000, sessions=(1, 2, 3, 4), days=12, evenings=5)
    plan = plan_of(pool)
    checker.check(pool, plan)
    assert plan["value"] >= 0.97 * plan["upper_bound"]
    assert plan == plan_of(pool)


@pytest.mark.parametrize("seed", range(4))
def test_no_greedy_plan_is_above_the_bound(seed, never_exact):
    pool = random_pool(seed, 40, days=4, evenings=3)
    bound = plan_of(pool)["upper_bound"]
    for again in range(5):
        assert greedy_value(pool, random.Random(100 * seed + again)) <= bound


def greedy_value(pool, draw):
    """The value of a plan of sessions put in at random, by the checker's rules alone."""
    people = pool["people"]
    taken, total = {n: [] for n in range(len(people))}, 0
    pairs = [(i, j) for j in range(len(people)) for i in range(j)]
    draw.shuffle(pairs)
    grid = list(checker.quarters(pool))
    for i, j in pairs:
        one, other = people[i], people[j]
        if not checker.may_meet(pool, one, other):
            continue
        minutes = checker.session_minutes(one, other)
        for start in draw.sample(grid, len(grid)):
            end = start + minutes * checker.timedelta(minutes=1)
            if all(
                checker.is_free(pool, people[n], start, end)
                and has_room(people[n], taken[n], start, end)
                for n in (i, j)
            ):
                taken[i].append((start, end))
                taken[j].append((start, end))
                total += checker.pair_points(one, other, start)
                break
    return total + sum(checker.turn_points(people[n], len(times)) for n, times in taken.items())


def has_room(who, times, start, end):
    week = [begin for begin, _ in times if begin.isocalendar()[:2] == start.isocalendar()[:2]]
    return (
        len(times) < who["sessions"]
        and len(week) < who["per_week"]
        and all(finish <= start or end <= begin for begin, finish in times)
    )


@pytest.mark.parametrize("limit", [0.0, 1e-9, 2.0, 7.0])
def test_a_limit_leaves_a_feasible_plan_and_a_true_bound(limit, never_exact):
    """The clock moves on by a second with every look at it."""
    pool = random_pool(1, 60)
    plan = plan_of(pool, time_limit=limit)
    checker.check(pool, plan)
    assert plan["upper_bound"] >= plan_of(pool)["value"]
    assert plan["value"] > 0


@pytest.mark.parametrize("limit", [0.0, 1e-9])
def test_a_limit_of_nothing_leaves_small_pools_a_plan(limit):
    pool = random_pool(1, 30)
    plan = plan_of(pool, time_limit=limit)
    checker.check(pool, plan)
    assert plan["upper_bound"] >= plan_of(pool)["value"]


def test_progress_tells_value_and_bound(never_exact):
    heard = []
    plan = plan_of(random_pool(1, 60), progress=heard.append)
    assert heard[0].stage == "Looking at all pairs"
    assert heard[-1].value == plan["value"]
    assert heard[-1].upper_bound == plan["upper_bound"]


@pytest.mark.parametrize("seed", range(4))
def test_compiled_values_equal_the_written_ones(seed):
    pool = read(random_pool(seed, 40, days=10, evenings=5))
    people = [
        replace(one, interviewer_level=1 + n % 5) if n % 3 == 0 else one
        for n, one in enumerate(pool.people)
    ]
    pool = replace(pool, people=tuple(people), fixed=((0, 1), (2, 3), (4, 9)))
    p = plan_arrays(pool, compact_pool(pool))
    n, first = len(people), first_slot(pool)
    weeks = [week_of(first + slot * SLOT) for slot in (0, 96 * 6)]
    others, points = np.zeros(n, dtype=np.int64), np.zeros(n, dtype=np.int64)
    met = 0
    for i in range(n):
        number = partners_of(p, i, 0, others, points)
        assert others[:number].tolist() == [j for j in range(n) if can_meet(pool, i, j)]
        values = np.zeros((n, len(p.weeks)), dtype=np.int64)
        values_by_week(p, i, others[:number], points[:number], values)
        for m, j in enumerate(others[:number].tolist()):
            minutes = pool.minutes_for(people[i], people[j])
            best = dict.fromkeys(weeks, NONE)
            for start in common_starts(pool, i, j, minutes=minutes):
                week = week_of(first + start.slot * SLOT)
                worth = value_of_pair(pool, i, j, preferred_by=start.preferred_by)
                best[week] = max(best[week], worth)
                met += 1
            assert values[m].tolist() == list(best.values())
    assert met > 100


@pytest.mark.parametrize("people", [-1, 600])
def test_fixed_pairs_come_first_whatever_they_cost(people, monkeypatch):
    """Of the two that are fixed b has time for one; who is left meets as well."""
    monkeypatch.setattr(many_sessions, "EXACT_PEOPLE", people)
    pool = pool_of(
        person("a"),
        person("b", level=5, wants=["data"], gives=["case"], languages=["de"]),
        person("c"),
        person("d", available=[[at(18), at(19)]]),
        history=[["a", "b"]],
    )
    fixed = replace(read(pool), fixed=((1, 0), (2, 1)))
    deadline = many_sessions.Deadline.after(None, clock=float)
    found = many_sessions.solve_many_sessions(fixed, deadline=deadline, report=print)
    pairs = {(i, j) for i, j, _ in found.sessions}
    assert pairs in ({(0, 1), (2, 3)}, {(1, 2), (0, 3)})
    assert found.value <= found.upper_bound


def test_many_lengths_kinds_and_languages_are_no_limit(never_exact):
    kinds = [f"kind {n}" for n in range(150)]
    people = [
        person(
            f"p{n}",
            wants=kinds[n : n + 70],
            gives=kinds[n : n + 70],
            languages=[f"l{n // 2}", f"l{(n + 1) // 2}"],
            minutes=[15 + n // 3, 240, 475],
            sessions=2,
            per_week=2,
            available=[[at(0, day=1), at(12, day=2)]],
        )
        for n in range(70)
    ]
    pool = pool_of(*people, days=4)
    plan = plan_of(pool)
    checker.check(pool, plan)
    assert plan["sessions"]


@pytest.mark.parametrize("seed", range(3))
def test_one_session_each_of_many_equals_the_exact_plan(seed, monkeypatch):
    pool = random_pool(seed, 120, sessions=(0, 1, 1), evenings=3)
    by_matching = plan_of(pool)
    checker.check(pool, by_matching)
    monkeypatch.setattr(many_sessions, "FEW_PEOPLE", 120)
    exact = plan_of(pool)
    assert exact["value"] == exact["upper_bound"] == by_matching["value"]
    assert by_matching["upper_bound"] == by_matching["value"]
