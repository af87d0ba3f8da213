from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from feedback.domain.interviewing import (
    SD_IN_LEVELS,
    Applied,
    RatedForm,
    SeenAgain,
    applied,
    rated,
    severity_tip,
)
from feedback.domain.readiness_model.scores import USUAL_SHARES

AT = datetime(2026, 11, 1, tzinfo=UTC)


def tip(value, deviation, forms=7):
    return severity_tip(value=value, deviation=deviation, forms=forms)


def form(day, author, score=3, **scores):
    slugs = ("prepared", "helpful", "clear", "kept_time")
    return RatedForm(AT + timedelta(days=day), author, dict.fromkeys(slugs, score) | scores)


# --- severity -------------------------------------------------------------------------------


def test_nothing_is_said_of_six_forms():
    assert tip(0.9, 0.01, forms=6) is None
    assert tip(0.9, 0.01, forms=7) is not None


@pytest.mark.parametrize(
    ("value", "deviation", "words"),
    [
        (0.2, 0.1, "You rate a little stricter than most interviewers here"),
        (0.3, 0.1, "You rate stricter than most interviewers here"),
        (0.5, 0.1, "You rate much stricter than most interviewers here"),
        (-0.2, 0.1, "You rate a little milder than most interviewers here"),
        (-0.3, 0.1, "You rate milder than most interviewers here"),
        (-0.6, 0.1, "You rate much milder than most interviewers here"),
        (0.0, 0.19, "You rate like most interviewers here"),
        (
            *(0.1, 0.2),
            "Nothing stands out so far: you may rate a little stricter or milder than most",
        ),
    ],
)
def test_words_go_by_where_the_interval_lies(value, deviation, words):
    assert tip(value, deviation).words == words


def test_a_side_is_named_only_when_the_whole_interval_lies_on_it():
    assert (tip(0.129, 0.1).side, tip(0.128, 0.1).side) == ("stricter", "open")
    assert (tip(-0.129, 0.1).side, tip(-0.128, 0.1).side) == ("milder", "open")


def test_interval_and_effect_are_in_levels_and_positive_is_stricter():
    found = tip(0.4, 0.15)
    assert (found.levels, found.low, found.high) == pytest.approx(
        (0.36, 0.9 * (0.4 - 1.2816 * 0.15), 0.9 * (0.4 + 1.2816 * 0.15))
    )
    assert (found.effect, found.interval) == (
        "about 0.4 of a level less than a typical interviewer here",
        "+0.2 to +0.5",
    )
    assert tip(-0.4, 0.15).effect.startswith("about 0.4 of a level more than")
    assert tip(-0.4, 0.15).interval == "−0.5 to −0.2"
    assert tip(0.01, 0.15).effect.startswith("the same, to a tenth of a level, as")
    assert tip(0.0, 0.01).interval == "0.0 to 0.0"


def test_a_level_is_worth_what_the_usual_shares_make_it():
    levels = np.arange(1, 5)
    mean = USUAL_SHARES @ levels
    assert np.sqrt(USUAL_SHARES @ (levels - mean) ** 2) == pytest.approx(SD_IN_LEVELS)


def test_every_side_has_advice_of_its_own():
    advice = {tip(*of).advice for of in ((0.5, 0.1), (-0.5, 0.1), (0, 0.1), (0, 0.3))}
    assert len(advice) == 4


# --- what candidates chose ------------------------------------------------------------------


def test_two_forms_and_three_by_one_person_give_no_mean():
    for forms in ([form(1, 1), form(2, 2)], [form(1, 1), form(2, 1), form(3, 1)]):
        found = rated(forms)
        assert (found.questions, found.next_step, found.newer_mean) == ((), None, None)
    assert (found.forms, found.people) == (3, 1)


def test_three_forms_by_two_people_give_means_and_counts():
    found = rated([form(1, 1, 4), form(2, 2, 2), form(3, 1, 3, clear=1)])
    assert [(one.name, one.mean) for one in found.questions] == [
        ("Prepared", 3),
        ("Helpful", 3),
        ("Clear", pytest.approx(7 / 3)),
        ("Kept time", 3),
    ]
    assert [(level, count) for level, _, count in found.questions[2].counts] == [
        *((4, 1), (3, 0), (2, 1), (1, 1))
    ]
    assert found.next_step == ("Clear", "Question and answers to my questions were plain.")
    assert (found.newer_mean, found.older_mean, found.trend) == (None, None, ())


def test_from_four_forms_on_the_newer_half_stands_beside_the_older():
    forms = [form(5, 3, 4), form(1, 1, 1), form(2, 2, 2), form(4, 2, 3), form(3, 1, 2)]
    found = rated(forms)
    assert (found.older_mean, found.newer_mean) == (1.5, 3.5)
    assert [one.mean for one in found.trend] == [1, 2, 2, 3, 4]


def test_who_gets_the_best_everywhere_has_nothing_to_try():
    assert rated([form(day, day, 4) for day in (1, 2, 3)]).next_step is None


def test_a_question_that_nobody_was_asked_is_left_out():
    forms = [RatedForm(AT, author, {"prepared": 3}) for author in (1, 2, 3)]
    assert [one.name for one in rated(forms).questions] == ["Prepared"]


# --- what was applied -----------------------------------------------------------------------


def test_two_reports_and_three_on_one_candidate_tell_nothing():
    few = [SeenAgain(1, "a", "applied"), SeenAgain(2, "b", "not")]
    same = [SeenAgain(1, text, "applied") for text in "abc"]
    assert applied(few) == Applied(2, is_enough=False, counts={}, used=())
    assert applied(same) == Applied(3, is_enough=False, counts={}, used=())


def test_three_reports_on_two_candidates_tell_numbers_and_only_what_was_used():
    seen = [
        *(SeenAgain(1, "first", "partly"), SeenAgain(1, "SECRET", "not")),
        *(SeenAgain(2, "second", "applied"), SeenAgain(2, "SECRET", "no_chance")),
        SeenAgain(3, "first", "applied"),
    ]
    found = applied(seen)
    assert found.counts == {"partly": 1, "not": 1, "applied": 2, "no_chance": 1}
    assert found.used == ["first", "second"]
