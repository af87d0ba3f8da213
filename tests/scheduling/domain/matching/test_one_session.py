import random
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import cache

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduling.domain.matching import one_session
from scheduling.domain.matching.compact import compact_pool
from scheduling.domain.matching.odd_sets import covered, worth
from scheduling.domain.matching.one_session import OneSessionResult, solve_one_session
from scheduling.domain.matching.pool import Pool, PoolPerson, Role
from scheduling.domain.matching.progress import Progress
from tests.scheduling.domain.matching.random_pools import (
    FROM,
    best_by_definition,
    person,
    random_pool,
)

HOUR = timedelta(hours=1)
Weights = dict[tuple[int, int], int]


def solved(pool: Pool, *, looks: int | None = None) -> OneSessionResult:
    """With a time limit, by a clock that shows a second more at every look, of `looks` seconds."""
    ticks = iter(range(10**6))
    return solve_one_session(compact_pool(pool), time_limit=looks, clock=lambda: float(next(ticks)))


def weights_by_definition(pool: Pool) -> Weights:
    """What each possible pair adds: its value and both first sessions."""
    found = {}
    for a in range(len(pool.people)):
        for b in range(a + 1, len(pool.people)):
            best = best_by_definition(pool, a=a, b=b)
            if best and pool.people[a].sessions and pool.people[b].sessions:
                found[a, b] = (
                    best[0] + first_session(pool.people[a]) + first_session(pool.people[b])
                )
    return found


def first_session(someone: PoolPerson) -> int:
    if someone.role == Role.INTERVIEWER:
        return 100
    return 300 + 20 * min(30, someone.waited_days)


def brute_force(weights: Weights, *, people: int) -> int:
    """The best sum, by going through all sets of people."""

    @cache
    def best(left: int) -> int:
        if not left:
            return 0
        a = left.bit_length() - 1
        rest = left ^ 1 << a
        pairs = ((b, weights.get((b, a))) for b in range(a) if rest >> b & 1)
        return max([best(rest), *(w + best(rest ^ 1 << b) for b, w in pairs if w is not None)])

    return best((1 << people) - 1)


def assert_fits(pool: Pool, result: OneSessionResult, *, weights: Weights) -> None:
    """Everybody at most once, at the earliest best time; the value is the sum; the duals prove."""
    pairs = [(int(a), int(b)) for a, b in result.pairs]
    everybody = [someone for pair in pairs for someone in pair]
    assert len(set(everybody)) == len(everybody)
    assert result.value == sum(weights[pair] for pair in pairs)
    compact = compact_pool(pool)
    times = [compact.instant(start) for start in result.starts]
    assert times == [best_by_definition(pool, a=a, b=b)[1] for a, b in pairs]
    person_dual, odd_sets = result.duals.person, result.duals.odd_sets
    assert person_dual.min(initial=0) == 0
    assert odd_sets.dual.min(initial=0) == 0
    total = person_dual.sum() + worth(odd_sets)
    assert result.upper_bound == total // 2
    one, other = np.array([*weights], np.int64).reshape(-1, 2).T
    sums = person_dual[one] + person_dual[other] + covered(odd_sets, one=one, other=other)
    assert (sums >= 2 * np.array([*weights.values()], np.int64)).all()


@pytest.fixture(params=["all pairs at once", "pairs added by price"])
def both_ways(request, monkeypatch):
    """Small pools are solved with all their pairs; here also as the large ones are."""
    if request.param == "pairs added by price":
        monkeypatch.setattr(one_session, "FEW_PEOPLE", 0)
        monkeypatch.setattr(one_session, "SAMPLE", 1)
        monkeypatch.setattr(one_session, "ADDED", 1)


@pytest.mark.usefixtures("both_ways")
class TestBothWays:
    @pytest.mark.parametrize("seed", range(60))
    def test_no_plan_of_a_small_pool_is_better(self, seed):
        chance = random.Random(seed)
        people = chance.randint(2, 14)
        pool = random_pool(chance, people=people, windows=8, odd_minutes=seed % 2 == 1)
        result = solved(pool)
        weights = weights_by_definition(pool)
        assert_fits(pool, result, weights=weights)
        best = brute_force(weights, people=people)
        assert (result.value, result.upper_bound) == (best, best)

    def test_three_hundred_people_are_matched_as_by_networkx(self):
        pool = random_pool(random.Random(2), people=300, hours=24, windows=2)
        weights = weights_by_definition(pool)
        graph = nx.Graph()
        graph.add_weighted_edges_from((a, b, weight) for (a, b), weight in weights.items())
        best = sum(weights[min(pair), max(pair)] for pair in nx.max_weight_matching(graph))
        result = solved(pool)
        assert_fits(pool, result, weights=weights)
        assert (result.value, result.upper_bound) == (best, best)

    def test_three_who_fit_each_other_need_an_odd_set_for_the_proof(self):
        pool = pool_of(*(person(f"p{n}") for n in range(3)))
        result = solved(pool)
        assert_fits(pool, result, weights=weights_by_definition(pool))
        assert result.value == result.upper_bound == 1720 + 2 * 300
        assert result.duals.odd_sets.dual.any()

    def test_everyone_free_always_and_alike(self):
        always = ((FROM, FROM + 336 * HOUR),)
        people = tuple(person(available=always) for _ in range(61))
        result = solved(Pool(start=FROM, end=FROM + 336 * HOUR, people=people))
        assert len(result.pairs) == 30
        assert result.value == result.upper_bound == 30 * (1720 + 600)

    def test_everyone_at_the_same_hour(self):
        result = solved(pool_of(*(person(available=((FROM, FROM + HOUR),)) for _ in range(40))))
        assert len(result.pairs) == 20
        assert result.value == result.upper_bound
        assert set(result.starts) == {0}


def pool_of(*people: PoolPerson) -> Pool:
    return Pool(start=FROM, end=FROM + 2 * HOUR, people=people)


@pytest.mark.parametrize("people", [(), (person(),)])
def test_nobody_to_meet(people):
    result = solved(pool_of(*people))
    assert (len(result.pairs), result.value, result.upper_bound) == (0, 0, 0)


def test_interviewers_do_not_meet_each_other():
    result = solved(pool_of(*(person(role=Role.INTERVIEWER) for _ in range(20))))
    assert (len(result.pairs), result.value, result.upper_bound) == (0, 0, 0)


def test_those_who_want_no_session_have_none():
    result = solved(pool_of(person(), person(sessions=0), person(), person(sessions=0)))
    assert result.pairs.tolist() == [[0, 2]]


@settings(deadline=None, max_examples=25)
@given(seed=st.integers(0, 10**6))
def test_the_order_of_people_does_not_change_the_value(seed):
    chance = random.Random(seed)
    pool = random_pool(chance, people=40, windows=8)
    order = chance.sample(range(40), 40)
    place = {someone: n for n, someone in enumerate(order)}

    def renamed(pairs: frozenset[tuple[int, int]]) -> frozenset[tuple[int, int]]:
        both = ((place[a], place[b]) for a, b in pairs)
        return frozenset((min(pair), max(pair)) for pair in both)

    shuffled = replace(
        pool,
        people=tuple(pool.people[n] for n in order),
        history=renamed(pool.history),
        blocked=renamed(pool.blocked),
    )
    assert solved(shuffled).value == solved(pool).value


@settings(deadline=None, max_examples=25)
@given(seed=st.integers(0, 10**6))
def test_more_time_or_one_more_person_never_lowers_the_value(seed):
    chance = random.Random(seed)
    pool = random_pool(chance, people=20, windows=4)
    value = solved(pool).value
    newcomer = replace(pool.people[0], id="new", sessions=1)
    assert solved(replace(pool, people=(*pool.people, newcomer))).value >= value
    freer = replace(pool.people[3], available=((pool.start, pool.end),))
    people = (*pool.people[:3], freer, *pool.people[4:])
    assert solved(replace(pool, people=people)).value >= value


def test_the_same_pool_gives_the_same_pairs():
    pool = random_pool(random.Random(4), people=200, windows=8)
    first, second = solved(pool), solved(pool)
    assert first.pairs.tolist() == second.pairs.tolist()
    assert first.starts.tolist() == second.starts.tolist()


class TestLockedPairs:
    def test_a_locked_pair_comes_first_whatever_else_would_be_worth_more(self):
        best, weak = person(waited_days=30), person(reliability=0.1, languages="de")
        pool = replace(pool_of(best, best, weak, weak), fixed=((2, 0),))
        result = solved(pool)
        assert result.pairs.tolist() == [[0, 2]]
        value = 1720 * 256 * 26 // 65536
        assert result.value == result.upper_bound == value + 900 + 300

    def test_a_locked_pair_without_a_time_stands_in_nobodys_way(self):
        late = person(available=((FROM + HOUR, FROM + 2 * HOUR),))
        pool = replace(
            pool_of(person(available=((FROM, FROM + HOUR),)), late, late), fixed=((0, 1),)
        )
        assert solved(pool).pairs.tolist() == [[1, 2]]

    @pytest.mark.parametrize("fixed", [((0, 1), (1, 2), (3, 2)), ((2, 1), (2, 3), (0, 1))])
    def test_as_many_locked_pairs_as_can_be_are_planned_in_any_order(self, fixed):
        middle = person(waited_days=30)
        pool = replace(pool_of(person(), middle, middle, person()), fixed=fixed)
        assert solved(pool).pairs.tolist() == [[0, 1], [2, 3]]

    def test_a_locked_person_without_a_session_left_is_not_planned(self):
        pool = replace(pool_of(person(sessions=0), person(), person()), fixed=((0, 1),))
        assert solved(pool).pairs.tolist() == [[1, 2]]


class TestTimeLimit:
    @pytest.fixture(scope="class")
    def pool(self) -> Pool:
        return random_pool(random.Random(8), people=1300, hours=100, windows=2)

    @pytest.fixture(scope="class")
    def best(self, pool: Pool) -> int:
        result = solved(pool)
        assert result.value == result.upper_bound
        return result.value

    @pytest.mark.parametrize("looks", [0, 1, 3, 8, 15, 25])
    def test_what_has_been_found_fits_and_the_bound_holds(self, pool, best, looks):
        result = solved(pool, looks=looks)
        assert result.value <= best <= result.upper_bound
        matched = result.pairs.ravel()
        assert len(set(matched)) == len(matched)
        compact = compact_pool(pool)
        values, starts = one_session.best_sessions(
            compact, one=result.pairs[:, 0], other=result.pairs[:, 1]
        )
        assert starts.tolist() == result.starts.tolist()
        firsts = sum(first_session(pool.people[n]) for n in matched)
        assert result.value == values.sum() + firsts

    def test_more_time_is_used(self, pool, best):
        results = [solved(pool, looks=looks) for looks in (0, 8, 15, 999)]
        values = [result.value for result in results]
        bounds = [result.upper_bound for result in results]
        assert values == sorted(values)
        assert bounds == sorted(bounds, reverse=True)
        assert values[0] < values[2] <= values[3] == bounds[3] < bounds[0]


def test_progress_is_told_with_values_that_close_in():
    told: list[Progress] = []
    compact = compact_pool(random_pool(random.Random(8), people=1300, hours=100, windows=2))
    result = solve_one_session(compact, clock=no_clock(), progress=told.append)
    assert told[0].stage == "First pairs"
    assert [one.value for one in told] == sorted(one.value for one in told)
    assert [one.upper_bound for one in told] == sorted(
        (one.upper_bound for one in told), reverse=True
    )
    assert (told[-1].value, told[-1].upper_bound) == (result.value, result.upper_bound)


def no_clock() -> Callable[[], float]:
    return lambda: 0.0
