"""What comes next, and that the sentence says no more than the rule that decided."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from feedback.domain.next_practice import KindFacts, in_order, number_word
from interviews.domain.pool import Pool

NOW = datetime(2026, 5, 6, 12, tzinfo=UTC)


def facts(kind: str, *, left: int = 10, days: float | None = 7, **fields) -> KindFacts:
    values = {"weight": 1.0, "gain": 0.01, "width": 0.3, "times": 4} | fields
    last_at = None if days is None or not values["times"] else NOW - timedelta(days=days)
    return KindFacts(Pool(kind, kind.replace("_", " "), 20, left), last_at=last_at, **values)


CODING, DESIGN, VALUES = facts("coding"), facts("system_design"), facts("behavioural")


def order(*kinds: KindFacts, recent=(), has_loop=True) -> list[str]:
    return [one.facts.kind for one in in_order(kinds, recent=recent, has_loop=has_loop, now=NOW)]


def reason(*kinds: KindFacts, recent=(), has_loop=True) -> str:
    return in_order(kinds, recent=recent, has_loop=has_loop, now=NOW)[0].reason


def test_rounds_never_practised_come_first_the_weightier_before():
    never = replace(DESIGN, times=0, weight=1.0), replace(VALUES, times=0, weight=2.0)
    much = replace(CODING, gain=0.9, width=0.9)
    assert order(much, *never) == ["behavioural", "system_design", "coding"]


def test_a_round_never_practised_is_said_to_be_one():
    never = replace(DESIGN, times=0, last_at=None)
    assert reason(CODING, never) == (
        "Your loop has a system design round, and you have not practised one yet."
    )
    assert reason(CODING, never, has_loop=False) == (
        "You want to practise system design, and have not yet."
    )


def test_without_anything_else_the_greatest_gain_decides_and_claims_little():
    assert order(CODING, replace(DESIGN, gain=0.02)) == ["system_design", "coding"]
    assert reason(CODING, replace(DESIGN, gain=0.02)) == (
        "More system design is likely to help you most, if only by a little."
    )


def test_wider_interval_weighs_as_much_as_half_the_greatest_gain():
    narrow = replace(CODING, gain=0.02, width=0.0)
    assert order(narrow, replace(DESIGN, gain=0.011)) == ["system_design", "coding"]
    assert order(narrow, replace(DESIGN, gain=0.009)) == ["coding", "system_design"]


@pytest.mark.parametrize(
    ("times", "words"),
    [
        (1, "You have one coding session; another tells most about where you stand."),
        (2, "You have two coding sessions; another tells most about where you stand."),
        (3, "Of your rounds, coding is the one that feedback says least about."),
    ],
)
def test_widest_interval_is_the_reason_in_words_by_how_often_it_was_practised(times, words):
    assert reason(replace(CODING, width=0.5, times=times), DESIGN) == words


def test_what_was_practised_long_ago_comes_before_what_was_practised_lately():
    old = replace(CODING, last_at=NOW - timedelta(days=36))
    assert order(DESIGN, old) == ["coding", "system_design"]
    assert reason(DESIGN, old) == "Your last coding session was five weeks ago."


def test_booked_round_is_as_recent_as_can_be():
    booked = replace(CODING, last_at=NOW + timedelta(days=3))
    assert order(booked, replace(DESIGN, last_at=NOW - timedelta(days=1)))[0] == "system_design"


def test_third_of_a_kind_in_a_row_waits_for_all_others():
    much = replace(CODING, gain=0.9, width=0.9)
    assert order(much, DESIGN, recent=["coding", "system_design"])[0] == "coding"
    assert order(much, DESIGN, recent=["coding"])[0] == "coding"
    assert order(much, DESIGN, recent=["coding", "coding"]) == ["system_design", "coding"]
    assert reason(much, DESIGN, recent=["coding", "coding"]) == (
        "Your last two rounds were coding; a change does more than a third in a row."
    )


def test_the_only_kind_is_practised_even_for_the_third_time_in_a_row():
    assert reason(CODING, recent=["coding", "coding"]) == (
        "Every coding session still narrows where you stand."
    )


def test_kind_without_new_questions_comes_last_and_says_so():
    dry = facts("coding", left=0, times=0, gain=1.0)
    found = in_order([dry, DESIGN], recent=(), has_loop=True, now=NOW)
    assert [one.facts.kind for one in found] == ["system_design", "coding"]
    assert found[1].reason == "You have met every coding question here."


def test_what_the_person_does_not_want_waits_for_what_they_do():
    never = replace(DESIGN, times=0, weight=3.0, is_wanted=False)
    assert order(never, CODING) == ["coding", "system_design"]
    assert order(never, facts("coding", left=0)) == ["system_design", "coding"]


def test_kind_with_few_new_questions_is_kept_for_later():
    assert order(facts("coding", left=3), DESIGN) == ["system_design", "coding"]
    assert order(facts("coding", left=4), DESIGN) == ["coding", "system_design"]


def test_equal_kinds_stand_in_one_order_however_they_come():
    assert order(DESIGN, VALUES, CODING) == order(CODING, DESIGN, VALUES)
    assert reason(DESIGN, CODING) == "Your rounds are close to each other; coding is next in turn."


def test_gains_below_nothing_do_not_turn_the_order_around():
    worse = replace(CODING, gain=-0.02), replace(DESIGN, gain=-0.01)
    assert order(*worse) == ["coding", "system_design"]  # by name: neither helps


def test_numbers_are_words_up_to_nine():
    assert [number_word(n) for n in (0, 3, 9, 10)] == ["no", "three", "nine", "10"]
