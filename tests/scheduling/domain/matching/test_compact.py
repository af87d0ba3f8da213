import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduling.domain.intervals import contains
from scheduling.domain.matching.compact import CompactPool, compact_pool, grid_start
from scheduling.domain.matching.pool import Pool, PoolPerson, Role
from tests.scheduling.domain.matching.random_pools import (
    FROM,
    person,
    random_pool,
    starts_by_definition,
)

HOUR = timedelta(hours=1)


def pool_of(*people: PoolPerson, hours: float = 48) -> Pool:
    return Pool(start=FROM, end=FROM + hours * HOUR, people=people)


def slots_of(row: np.ndarray) -> list[int]:
    return [n for n in range(len(row) * 64) if int(row[n // 64]) >> n % 64 & 1]


def starts_of(compact: CompactPool, *, minutes: int, one: int = 0) -> list[datetime]:
    row = compact.arrays.starts[compact.lengths.index(minutes), one]
    return [compact.instant(slot) for slot in slots_of(row)]


@settings(deadline=None, max_examples=60)
@given(seed=st.integers(0, 10**6), odd_minutes=st.booleans())
def test_bitmaps_say_where_a_session_fits_into_the_exact_intervals(seed, odd_minutes):
    pool = random_pool(random.Random(seed), people=5, hours=30, odd_minutes=odd_minutes)
    compact = compact_pool(pool)
    grid = list(starts_by_definition(pool))
    assert [compact.instant(slot) for slot in range(compact.slots)] == grid
    for index, minutes in enumerate(compact.lengths):
        length = timedelta(minutes=minutes)
        for n, someone in enumerate(pool.people):
            for times, rows in (
                (someone.available, compact.arrays.starts),
                (someone.preferred, compact.arrays.preferred),
            ):
                fitting = [
                    slot
                    for slot, start in enumerate(grid)
                    if start + length <= pool.end
                    and contains(times, start=start, end=start + length)
                ]
                assert slots_of(rows[index, n]) == fitting
    assert compact.arrays.has_preferred.tolist() == [
        bool(compact.arrays.preferred[:, n].any()) for n in range(5)
    ]


def test_free_slots_are_free_from_beginning_to_end():
    late = FROM + timedelta(minutes=10)
    compact = compact_pool(pool_of(person(available=((late, late + HOUR),))))
    assert slots_of(compact.arrays.free[0]) == [1, 2, 3]


def test_time_outside_the_pool_is_nobodys():
    everything = ((FROM - 9 * HOUR, FROM + 99 * HOUR),)
    compact = compact_pool(pool_of(person(available=everything), hours=2))
    assert starts_of(compact, minutes=60) == [FROM + n * HOUR / 4 for n in range(5)]


def test_a_long_window_fills_whole_words():
    compact = compact_pool(pool_of(person(available=((FROM, FROM + 48 * HOUR),))))
    assert compact.words == 3
    assert slots_of(compact.arrays.starts[0, 0]) == list(range(192 - 3))


@pytest.mark.parametrize(
    ("instant", "start"),
    [
        (FROM, FROM),
        (FROM + timedelta(microseconds=1), FROM + HOUR / 4),
        (FROM + timedelta(minutes=44), FROM + 3 * HOUR / 4),
        (datetime(1969, 7, 20, 20, 17, 40, tzinfo=UTC), datetime(1969, 7, 20, 20, 30, tzinfo=UTC)),
    ],
)
def test_slots_begin_at_the_next_quarter(instant, start):
    assert grid_start(instant) == start


def test_weeks_are_those_of_iso():
    thursday = FROM + timedelta(days=3, minutes=7)
    compact = compact_pool(Pool(start=thursday, end=thursday + timedelta(days=40), people=()))
    weeks = [compact.instant(slot).isocalendar().week for slot in range(compact.slots)]
    numbers = {week: n for n, week in enumerate(dict.fromkeys(weeks))}
    assert compact.week_of_slot.tolist() == [numbers[week] for week in weeks]


def test_lengths_are_asked_once_for_each_two_sorts_of_people():
    asked = []

    def minutes_for(one: PoolPerson, other: PoolPerson) -> int | None:
        asked.append((one.id, other.id))
        return 75 if one.extra_time_percent or other.extra_time_percent else 60

    people = [person(f"p{n}") for n in range(20)]
    people[7:9] = [replace(one, extra_time_percent=25) for one in people[7:9]]
    compact = compact_pool(replace(pool_of(*people), minutes_for=minutes_for))
    assert len(asked) == 3
    assert compact.lengths == (60, 75)
    assert [compact.length_minutes(0, n) for n in (1, 7)] == [60, 75]


def test_candidates_have_no_length_with_each_other():
    people = [person(role=role) for role in (Role.CANDIDATE, Role.SWAP, Role.INTERVIEWER)]
    compact = compact_pool(pool_of(*people))
    table = [[compact.length_minutes(a, b) for b in range(3)] for a in range(3)]
    assert table == [[None, None, 60], [None, 60, 60], [60, 60, None]]


def test_more_kinds_than_bits_in_a_word():
    kinds = [f"kind{n}" for n in range(200)]
    everyone = [person(wants=kind, gives=" ".join(kinds[n:])) for n, kind in enumerate(kinds)]
    arrays = compact_pool(pool_of(*everyone)).arrays
    assert arrays.kind_sets.shape[1] == 4
    meets = [
        [bool((arrays.kind_sets[w] & arrays.kind_sets[g]).any()) for g in arrays.gives]
        for w in arrays.wants
    ]
    assert meets == [[want >= give for give in range(200)] for want in range(200)]


def test_those_who_may_not_meet_are_listed_both_ways():
    pool = replace(
        pool_of(*(person(f"p{n}") for n in range(4))),
        history=frozenset({(0, 3), (1, 3)}),
        blocked=frozenset({(0, 1), (0, 3)}),
    )
    arrays = compact_pool(pool).arrays
    bounds = arrays.excluded_from
    listed = [arrays.excluded[bounds[n] : bounds[n + 1]].tolist() for n in range(4)]
    assert listed == [[1, 3], [0, 3], [], [0, 1]]


def test_first_sessions_and_reliability():
    people = (
        person(waited_days=4, reliability=0.93),
        person(waited_days=90, reliability=0.0),
        person(waited_days=90, role=Role.INTERVIEWER),
    )
    arrays = compact_pool(pool_of(*people)).arrays
    assert arrays.first_session.tolist() == [380, 900, 100]
    assert arrays.reliability.tolist() == [238, 0, 256]


def test_an_empty_pool_has_empty_arrays():
    compact = compact_pool(pool_of())
    assert compact.people == 0
    assert compact.lengths == ()
    assert compact.arrays.starts.shape == (0, 0, 3)
    assert compact_pool(replace(pool_of(person()), end=FROM)).slots == 0
