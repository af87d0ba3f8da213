import random
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduling.domain.matching.candidates import (
    Candidates,
    all_candidates,
    best_sessions,
    count_candidates,
    merged,
    most_of_anyone,
    pair_tables,
    price,
    sample_candidates,
)
from scheduling.domain.matching.compact import CompactPool, compact_pool
from scheduling.domain.matching.odd_sets import odd_sets_of
from scheduling.domain.matching.pairs import PairTables
from scheduling.domain.matching.pool import Pool, Role
from tests.scheduling.domain.matching.random_pools import (
    FROM,
    best_by_definition,
    person,
    random_pool,
)

HOUR = timedelta(hours=1)
Values = dict[tuple[int, int], int]


def values_of(candidates: Candidates) -> Values:
    one, other, value = (array.tolist() for array in candidates)
    return dict(zip(zip(one, other, strict=True), value, strict=True))


def values_by_definition(pool: Pool) -> Values:
    people = len(pool.people)
    bests = {
        (a, b): best_by_definition(pool, a=a, b=b)
        for a in range(people)
        for b in range(a + 1, people)
    }
    return {pair: best[0] for pair, best in bests.items() if best}


def prepared(pool: Pool) -> tuple[CompactPool, PairTables]:
    compact = compact_pool(pool)
    return compact, pair_tables(compact, taking_part=np.ones(len(pool.people), bool))


pools = st.builds(
    lambda seed, people, odd_minutes: random_pool(
        random.Random(seed), people=people, odd_minutes=odd_minutes, windows=6
    ),
    st.integers(0, 10**6),
    st.integers(0, 16),
    st.booleans(),
)


@settings(deadline=None, max_examples=80)
@given(pool=pools)
def test_all_pairs_are_those_of_the_definition(pool):
    compact, tables = prepared(pool)
    expected = values_by_definition(pool)
    assert values_of(all_candidates(compact, tables)) == expected
    assert count_candidates(compact, tables) == len(expected)


@settings(deadline=None, max_examples=40)
@given(pool=pools)
def test_a_pair_meets_at_the_earliest_of_its_best_times(pool):
    people = len(pool.people)
    one, other = np.nonzero(~np.eye(people, dtype=bool))
    values, slots = best_sessions(compact_pool(pool), one=one, other=other)
    found = [
        (int(value), pool.start if value < 0 else compact_pool(pool).instant(slot))
        for value, slot in zip(values, slots, strict=True)
    ]
    bests = [best_by_definition(pool, a=a, b=b) for a, b in zip(one, other, strict=True)]
    assert found == [best[:2] if best else (-1, pool.start) for best in bests]


@settings(deadline=None, max_examples=60)
@given(pool=pools, seed=st.integers(0, 10**6), least=st.integers(-500, 500))
def test_pricing_finds_every_pair_that_reaches_its_price(pool, seed, least):
    compact, tables = prepared(pool)
    asks = np.random.default_rng(seed).integers(-200, 3000, len(pool.people))
    priced = price(compact, tables, asks=asks, keep=99, least=least)
    values = values_by_definition(pool)
    excess = {(a, b): 2 * value - asks[a] - asks[b] for (a, b), value in values.items()}
    reaching = {pair: value for pair, value in values.items() if excess[pair] >= least}
    assert values_of(priced.candidates) == reaching
    assert priced.excess.tolist() == [excess[pair] for pair in sorted(reaching)]
    for n, pair in enumerate(sorted(reaching)):
        assert priced.owner[n] in pair
    for someone in range(len(pool.people)):
        own = priced.excess[priced.owner == someone]
        assert priced.highest[someone] == max([*own, least - 1]) or not len(own)


@settings(deadline=None, max_examples=60)
@given(pool=pools, seed=st.integers(0, 10**6))
def test_within_odd_sets_pairs_must_exceed_their_duals_too(pool, seed):
    people, chance = len(pool.people), random.Random(seed)
    compact, tables = prepared(pool)
    # people 1, 4, 7 … in a set in a set in a set, 0, 3, 6 … in another; the middle one has no dual
    parent = [people if n % 3 == 1 else people + 3 if n % 3 == 0 else -1 for n in range(people)]
    parent = np.array([*parent, people + 1, people + 2, -1, -1])
    dual = np.array([*[0] * people, chance.randint(1, 900), 0, *(chance.randint(1, 900),) * 2])
    inner, outer, other_set = dual[people], dual[people + 2], dual[people + 3]
    parent[4:5] = people + 2 if people > 4 else -1  # one more, of the outermost set alone
    odd_sets = odd_sets_of(parent, dual, people=people)
    asks = np.random.default_rng(seed).integers(-200, 2000, people)
    priced = price(compact, tables, asks=asks, keep=99, least=1, odd_sets=odd_sets)
    expected = {}
    for (a, b), value in values_by_definition(pool).items():
        if a % 3 == b % 3 == 1:
            within = outer if 4 in (a, b) else inner + outer
        else:
            within = other_set if a % 3 == b % 3 == 0 else 0
        expected[a, b] = 2 * value - asks[a] - asks[b] - within
    reaching = {pair: excess for pair, excess in expected.items() if excess >= 1}
    assert list(values_of(priced.candidates)) == sorted(reaching)
    assert priced.excess.tolist() == [reaching[pair] for pair in sorted(reaching)]


@settings(deadline=None, max_examples=40)
@given(pool=pools, keep=st.integers(1, 3))
def test_a_limit_keeps_each_owners_highest(pool, keep):
    compact, tables = prepared(pool)
    asks = np.full(len(pool.people), 300)
    everything = price(compact, tables, asks=asks, keep=99, least=0)
    limited = price(compact, tables, asks=asks, keep=keep, least=0)
    assert limited.highest.tolist() == everything.highest.tolist()
    for someone in range(len(pool.people)):
        highest = sorted(everything.excess[everything.owner == someone], reverse=True)[:keep]
        assert sorted(limited.excess[limited.owner == someone], reverse=True) == highest


@settings(deadline=None, max_examples=30)
@given(pool=pools)
def test_duals_without_a_look_at_any_pair_satisfy_all(pool):
    compact, tables = prepared(pool)
    asks = most_of_anyone(compact) - 2 * compact.arrays.first_session
    assert len(price(compact, tables, asks=asks, keep=99, least=1).excess) == 0


@settings(deadline=None, max_examples=30)
@given(pool=pools)
def test_a_sample_holds_possible_pairs_once(pool):
    compact, tables = prepared(pool)
    sample = values_of(sample_candidates(compact, tables, per_person=2))
    values = values_by_definition(pool)
    assert sample == {pair: values[pair] for pair in sample}
    merged_pairs = merged(
        sample_candidates(compact, tables, per_person=1),
        all_candidates(compact, tables),
        people=len(pool.people),
    )
    assert values_of(merged_pairs) == values


def test_a_sample_gives_everybody_partners():
    pool = Pool(start=FROM, end=FROM + 2 * HOUR, people=(person(),) * 100)
    compact, tables = prepared(pool)
    sample = sample_candidates(compact, tables, per_person=4)
    assert np.bincount(np.concatenate([sample.one, sample.other])).min() >= 4
    assert len(sample.one) <= 400


def test_only_those_who_take_part_are_looked_at():
    pool = Pool(start=FROM, end=FROM + 2 * HOUR, people=(person(),) * 5)
    compact = compact_pool(pool)
    taking_part = np.array([True, False, True, False, True])
    found = all_candidates(compact, pair_tables(compact, taking_part=taking_part))
    assert list(values_of(found)) == [(0, 2), (0, 4), (2, 4)]


def test_a_locked_pair_needs_a_time_a_length_and_fitting_roles_alone():
    one = person(
        wants="coding", gives="coding", level=1, languages="en", preferred=((FROM, FROM + HOUR),)
    )
    other = person(wants="design", gives="design", level=5, languages="de")
    pool = Pool(
        start=FROM,
        end=FROM + 2 * HOUR,
        people=(
            one,
            other,
            replace(other, available=((FROM + HOUR, FROM + 2 * HOUR),)),
            replace(other, available=((FROM + 1.5 * HOUR, FROM + 2 * HOUR),)),
            replace(other, minutes=frozenset({45})),
            replace(other, role=Role.CANDIDATE),
        ),
        blocked=frozenset({(0, 1)}),
    )
    partners = np.arange(1, 6)
    nobody = np.zeros(5, np.int64)
    compact = compact_pool(pool)
    open_values, _ = best_sessions(compact, one=nobody, other=partners)
    values, slots = best_sessions(compact, one=nobody, other=partners, are_locked=True)
    assert open_values.tolist() == [-1] * 5
    # no points for kinds or for a gap of −4; those for one of +4, and one prefers the first hour
    assert values.tolist() == [800 + 60 + 120, 800 + 60, -1, -1, -1]
    assert slots.tolist() == [0, 4, -1, -1, -1]


def test_hundreds_of_kinds_and_languages():
    chance = random.Random(5)
    names = [f"n{n}" for n in range(150)]

    def some() -> str:
        return " ".join(chance.sample(names, 20))

    people = tuple(person(wants=some(), gives=some(), languages=some()) for _ in range(14))
    pool = Pool(start=FROM, end=FROM + 2 * HOUR, people=people)
    values = values_by_definition(pool)
    assert 20 < len(values) < 91
    assert values_of(all_candidates(*prepared(pool))) == values


@pytest.mark.parametrize("number", [200, 700, 1001])
def test_many_people_own_each_pair_once(number):
    pool = Pool(start=FROM, end=FROM + 2 * HOUR, people=(person(),) * number)
    found = all_candidates(*prepared(pool))
    assert len(values_of(found)) == number * (number - 1) // 2 == len(found.one)


def test_pricing_stops_when_time_is_over():
    compact, tables = prepared(Pool(start=FROM, end=FROM + 2 * HOUR, people=(person(),) * 600))
    asks = np.zeros(600, np.int64)
    assert price(compact, tables, asks=asks, keep=1, least=0, is_over=after(1)) is None
    assert price(compact, tables, asks=asks, keep=1, least=0, is_over=after(9)) is not None


def after(looks: int) -> Callable[[], bool]:
    """Time that is over after so many looks at the clock."""
    left = iter(range(looks))
    return lambda: next(left, None) is None
