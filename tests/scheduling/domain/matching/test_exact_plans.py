"""Plans of small pools: they equal what trying everything finds."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.scheduling.domain.matching.brute_force import best_many_sessions, best_one_session
from tests.scheduling.domain.matching.checker import check
from tests.scheduling.domain.matching.pools import at, person, plan_of, pool_of, random_pool

SEEDS = st.integers(0, 10**6)


@pytest.mark.parametrize("seed", range(25))
def test_one_session_each_equals_brute_force(seed):
    pool = random_pool(seed, 14, sessions=(1,), days=3)
    plan = plan_of(pool)
    check(pool, plan)
    assert plan["value"] == plan["upper_bound"] == best_one_session(pool)


@pytest.mark.parametrize("seed", range(25))
def test_many_sessions_equal_brute_force(seed):
    pool = random_pool(seed, 12 + seed % 3, days=5 if seed % 2 else 3)
    plan = plan_of(pool)
    check(pool, plan)
    assert plan["value"] == plan["upper_bound"] == best_many_sessions(pool)


@pytest.mark.parametrize("seed", range(12))
def test_crowded_evenings_equal_brute_force(seed):
    """All on two days, five hours of six people: times and starts decide."""
    draw = random.Random(seed)
    people = [
        person(
            f"p{n}",
            role=draw.choice(["swap", "candidate", "interviewer"]),
            minutes=draw.choice([[45], [60], [45, 60]]),
            sessions=draw.choice([1, 2, 3]),
            per_week=2,
            level=draw.randint(2, 4),
            available=[
                [at(18, day=day), at(draw.choice([19.75, 20.5]), day=day)] for day in (4, 5)
            ],
            preferred=[[at(18.5, day=4), at(20, day=4)]] if draw.random() < 0.5 else [],
        )
        for n in range(6)
    ]
    pool = pool_of(*people, days=7)
    plan = plan_of(pool)
    check(pool, plan)
    assert plan["value"] == plan["upper_bound"] == best_many_sessions(pool)


@settings(max_examples=40, deadline=None)
@given(SEEDS)
def test_one_person_more_never_lowers_the_optimum(seed):
    pool = random_pool(seed, 20, days=4)
    fewer = pool | {"people": pool["people"][:-1]}
    kept = {one["id"] for one in fewer["people"]}
    for name in ("history", "blocked"):
        fewer[name] = [pair for pair in pool[name] if kept.issuperset(pair)]
    assert exact(pool) >= exact(fewer)


@settings(max_examples=40, deadline=None)
@given(SEEDS, st.integers(0, 19), st.integers(0, 22), st.integers(0, 3))
def test_one_hour_more_never_lowers_the_optimum(seed, who, hour, day):
    pool = random_pool(seed, 20, days=4)
    before = exact(pool)
    pool["people"][who]["available"].append([at(hour, day=day), at(hour + 1, day=day)])
    assert exact(pool) >= before


@settings(max_examples=40, deadline=None)
@given(SEEDS)
def test_other_names_in_another_order_are_worth_the_same(seed):
    pool = random_pool(seed, 20, days=4)
    before = exact(pool)
    draw = random.Random(seed)
    names = [f"other {n}" for n in range(20)]
    draw.shuffle(names)
    new = dict(zip([one["id"] for one in pool["people"]], names, strict=True))
    people = [one | {"id": new[one["id"]]} for one in pool["people"]]
    draw.shuffle(people)
    renamed = {name: [[new[b], new[a]] for a, b in pool[name]] for name in ("history", "blocked")}
    assert exact(pool | renamed | {"people": people}) == before


def exact(pool):
    plan = plan_of(pool)
    check(pool, plan)
    assert plan["value"] == plan["upper_bound"]
    return plan["value"]


def test_the_same_pool_gives_the_same_plan():
    pool = random_pool(5, 60, days=6)
    assert plan_of(pool) == plan_of(pool)


def test_empty_pool_has_an_empty_plan():
    assert plan_of(pool_of()) == {
        "sessions": [],
        "unmatched": [],
        "value": 0,
        "upper_bound": 0,
        "seconds": 0.0,
    }


def test_one_person_stays_alone():
    plan = plan_of(pool_of(person("only")))
    assert plan["unmatched"] == [{"id": "only", "why": "Nobody else is here"}]
    assert plan["value"] == plan["upper_bound"] == 0


def test_two_equal_people_meet_once():
    pool = pool_of(person("a", sessions=3, per_week=3), person("b", sessions=3, per_week=3))
    plan = plan_of(pool)
    check(pool, plan)
    assert plan["value"] == 800 + 600 + 320 + 2 * 300
    assert [(one["a"], one["b"]) for one in plan["sessions"]] == [("a", "b")]


def test_everyone_always_free_has_all_the_sessions_they_want():
    always = [[at(0), at(0, day=12)]]
    people = [person(f"p{n}", sessions=2, per_week=1, available=always) for n in range(10)]
    pool = pool_of(*people)
    plan = plan_of(pool)
    check(pool, plan)
    assert len(plan["sessions"]) == 10
    assert plan["value"] == plan["upper_bound"] == 10 * 1720 + 10 * (300 + 150)


def test_in_one_common_hour_everybody_has_one_session():
    hour = [[at(18), at(19)]]
    people = [person(f"p{n}", sessions=4, per_week=4, available=hour) for n in range(11)]
    pool = pool_of(*people)
    plan = plan_of(pool)
    check(pool, plan)
    assert len(plan["sessions"]) == 5
    assert plan["value"] == plan["upper_bound"] == 5 * 1720 + 10 * 300


@pytest.mark.parametrize(
    ("role", "why"),
    [
        ("interviewer", "Only interviewers here: nobody to interview"),
        ("candidate", "No interviewers here"),
    ],
)
def test_people_of_one_role_alone_are_told_so(role, why):
    plan = plan_of(pool_of(*(person(f"p{n}", role=role) for n in range(5))))
    assert plan["sessions"] == []
    assert [one["why"] for one in plan["unmatched"]] == [why] * 5
    assert plan["upper_bound"] == 0


def test_a_coach_has_three_candidates_in_a_row():
    free = [[at(18), at(20.25)]]
    coach = person(
        "coach", role="interviewer", minutes=[45], sessions=3, per_week=3, available=free
    )
    candidates = [person(f"c{n}", role="candidate", minutes=[45], available=free) for n in range(3)]
    pool = pool_of(coach, *candidates)
    plan = plan_of(pool)
    check(pool, plan)
    assert [one["start"] for one in plan["sessions"]] == [at(18), at(18.75), at(19.5)]
    assert plan["value"] == 3 * (650 + 300 + 160) + 3 * 300 + 100 + 75 + 40


def test_a_preferred_time_is_taken():
    pool = pool_of(
        person("a", preferred=[[at(19), at(20.5)]]), person("b", preferred=[[at(19.25), at(21)]])
    )
    plan = plan_of(pool)
    check(pool, plan)
    assert plan["sessions"][0]["start"] == at(19.25)
    assert plan["sessions"][0]["value"] == 1720 + 240
