"""Why two were matched and why somebody was not: every word from the data."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from scheduling.domain.matching.reasons import session_reasons
from tests.scheduling.domain.matching.pools import at, person, plan_of, pool_of, read

EVENING = datetime(2026, 12, 9, 18, tzinfo=UTC)


def why_not(who, *others, **changes):
    """The reason of the first of a pool, who has to be unmatched."""
    plan = plan_of(pool_of(who, *others, **changes))
    found = {one["id"]: one["why"] for one in plan["unmatched"]}
    return found[who["id"]]


def reasons(one, other, *, fixed=()):
    pool = replace(read(pool_of(one, other)), fixed=fixed)
    return session_reasons(pool, 0, 1, start=EVENING, minutes=60)


def test_swap_of_equals_names_kinds_and_level():
    both = ["system_design", "coding"]
    assert reasons(person("a"), person("b")) == ("Both want coding and can give it", "Same level")
    assert reasons(person("a", wants=both, gives=both), person("b", wants=both, gives=both)) == (
        "Both want coding and system design and can give them",
        "Same level",
    )


def test_swap_of_different_kinds_names_each_ones():
    one = person("a", wants=["coding", "case"], gives=["data"], waited_days=1)
    other = person("b", wants=["data", "x"], gives=["coding", "case"], level=5)
    assert reasons(one, other) == (
        "One practises case and coding, the other data",
        "Two levels apart",
        "Waited 1 day",
    )


@pytest.mark.parametrize(
    ("level", "words"),
    [
        (1, "Interviewer two levels below"),
        (2, "Interviewer one level below"),
        (3, "Interviewer of the same level"),
        (4, "Interviewer one level above"),
        (5, "Interviewer two levels above"),
    ],
)
def test_one_way_session_names_the_interviewers_level(level, words):
    giver = person("v", role="interviewer", wants=[], level=level, waited_days=9)
    learner = person("c", role="candidate", gives=[], waited_days=12)
    expected = ("Wants coding, which the interviewer gives", words, "Waited 12 days")
    assert reasons(giver, learner) == reasons(learner, giver) == expected


def test_preferred_times_are_named_by_how_many_prefer_them():
    preferring = {"preferred": [[at(18), at(19)]]}
    assert reasons(person("a", **preferring), person("b"))[-1] == "A time one of them prefers"
    assert reasons(person("a", **preferring), person("b", **preferring))[-1] == "A time both prefer"


def test_fixed_pair_is_named_first_and_may_share_nothing():
    found = reasons(person("a"), person("b", wants=["x"], gives=["y"]), fixed=((1, 0),))
    assert found == ("A pair that was set", "Same level")


def test_people_free_but_above_and_what_half_an_hour_adds():
    """The two who fit begin when the first has to go."""
    far = [person(f"far {n}", level=5, role="candidate") for n in range(3)]
    near = [person(f"near {n}", available=[[at(21), at(22)]]) for n in range(2)]
    who = person("me", level=1, role="interviewer", available=[[at(18), at(21.5)]])
    assert why_not(who, *far, *near) == (
        "3 people free, all above your level; 30 minutes more adds 2"
    )


def test_half_an_hour_is_added_before_as_well():
    early = person("early", available=[[at(16), at(18.5)]])
    late = person("late", available=[[at(21.75), at(23)]])
    assert why_not(person("me"), early) == (
        "One fits, who is not free when you are; 30 minutes more adds 1"
    )
    assert (
        why_not(person("me"), late, early)
        == "2 fit, none free when you are; 30 minutes more adds 1"
    )


def test_people_free_fail_on_different_things():
    others = [
        person("tongue", languages=["de"]),
        person("kinds 1", wants=["x"]),
        person("kinds 2", gives=["x"]),
        person("low", role="interviewer", level=2),
    ]
    assert why_not(person("me", level=5), *others) == (
        "4 people free: 1 without a common language, 2 without kinds for both, 1 below your level"
    )


@pytest.mark.parametrize(
    ("me", "other", "words"),
    [
        ({}, {"languages": ["de"]}, "One person free, without a common language"),
        ({"minutes": [45]}, {}, "Nobody accepts sessions of 45 minutes"),
        (
            {"role": "candidate"},
            {"role": "interviewer", "gives": ["x"]},
            "One person free, giving other kinds than you want",
        ),
        (
            {"role": "interviewer"},
            {"wants": ["x"]},
            "One person free, wanting other kinds than you give",
        ),
    ],
)
def test_one_person_free_who_does_not_fit(me, other, words):
    assert why_not(person("me", **me), person("other", **other)) == words


LATER = {"available": [[at(10, day=3), at(12, day=3)]]}


@pytest.mark.parametrize(
    ("me", "other", "words"),
    [
        ({}, {"languages": ["de"]}, "Nobody shares a language"),
        ({}, {"wants": ["x"]}, "Nobody gives what you want and wants what you give"),
        (
            {"role": "candidate", "wants": ["case", "coding"]},
            {"role": "interviewer", "gives": ["x"]},
            "Nobody gives case or coding",
        ),
        ({"role": "candidate", "wants": []}, {"role": "interviewer"}, "Wants no kind"),
        ({"role": "interviewer"}, {"wants": ["x"]}, "Nobody wants coding"),
        ({"role": "interviewer", "gives": []}, {}, "Gives no kind"),
        ({"level": 5}, {"level": 1}, "Everybody with your kinds is too far from your level"),
        (
            {"role": "interviewer", "level": 1},
            {"level": 5},
            "Everybody with your kinds is above your level",
        ),
        (
            {"role": "candidate", "level": 5},
            {"role": "interviewer", "level": 1},
            "Everybody with your kinds is below your level",
        ),
        ({}, {}, "One fits, who is not free when you are"),
    ],
)
def test_nobody_fits_at_any_time(me, other, words):
    assert why_not(person("me", **me), person("other", **LATER, **other)) == words


def test_all_who_fit_were_met_or_blocked():
    others = [person(f"p{n}", role="interviewer") for n in range(4)]
    pairs = [["me", f"p{n}"] for n in range(4)]
    me = person("me", role="candidate")
    assert why_not(me, *others, history=pairs[:2], blocked=pairs[2:]) == (
        "All 4 who fit were blocked or met before"
    )
    assert why_not(me, others[0], history=pairs[:1]) == "The one who fits was blocked or met before"
    far = [one | LATER for one in others]
    assert why_not(me, *far, blocked=pairs) == "Everybody who fits was blocked or met before"


def test_all_who_fit_have_their_sessions_filled():
    interviewers = [person(f"v{n}", role="interviewer") for n in range(5)]
    chosen = [person(f"c{n}", role="candidate", waited_days=9) for n in range(5)]
    me = person("me", role="candidate")
    assert why_not(me, *interviewers, *chosen) == "5 fit, all had their sessions filled"
    assert why_not(me, interviewers[0], chosen[0]) == "One fits, who had all sessions filled"


def test_the_times_that_were_shared_went_to_others():
    both = [[at(18), at(19)], [at(10, day=1), at(11, day=1)]]
    busy = person("v", role="interviewer", sessions=2, per_week=2, available=both)
    rival = person("c", role="candidate", waited_days=9, available=[[at(18), at(19)]])
    me = person("me", role="candidate", available=[[at(18), at(19)]])
    assert why_not(me, busy, rival) == "One fits, but the times you share went to others"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"available": []}, "No free time in these days"),
        ({"available": [[at(18, day=40), at(19, day=40)]]}, "No free time in these days"),
        ({"available": [[at(18), at(18.5)]]}, "Not free for a whole session at any time"),
        ({"sessions": 0}, "Wants no session in this time"),
        ({"per_week": 0}, "Wants no session in this time"),
    ],
)
def test_ones_own_times_are_named_first(change, words):
    assert why_not(person("me", **change), person("other")) == words


def test_interviewers_and_swaps_without_anyone_of_a_fitting_role():
    swap = person("s")
    assert why_not(swap, person("c", role="candidate")) == "No swaps and no interviewers here"
    assert why_not(person("c", role="candidate"), swap) == "No interviewers here"
