from dataclasses import replace

import numpy as np
import pytest

from feedback.domain.unfair_raters.expecting import basis_of
from feedback.domain.unfair_raters.parties import is_low, keys_of, parties_of
from feedback.domain.unfair_raters.retaliation import (
    NEVER,
    Times,
    answers,
    chance_of_more,
    halves_of,
    read_before,
    retaliators,
    share_of_fair,
)
from tests.feedback.domain.unfair_raters.builders import Wrote, ratings_of

NO, YES = (2, 2, 2), (3, 3, 3)


def answers_in(forms, *, read_after=1.0, written=None):
    """(rater, day) of each; `written` are other days of the newest ratings, by (rater, day)."""
    ratings = ratings_of(forms)
    keys = keys_of(ratings, np.arange(ratings.forms))
    changed = written or {}
    days = np.array([changed.get((key.interviewer, key.day), key.day) for key in keys])
    times = Times(written=days, read=ratings.day + read_after)
    found = answers(parties_of(ratings), times=times, is_no=is_low(ratings))
    return sorted((keys[row].interviewer, keys[row].day) for row in np.flatnonzero(found))


def test_the_next_form_after_reading_a_no_is_an_answer():
    forms = [Wrote("ana", "ben", 1.0, NO), Wrote("ben", "ana", 5.0)]
    assert answers_in(forms) == [("ben", 5.0)]


def test_what_was_written_before_it_was_read_is_none():
    forms = [Wrote("ana", "ben", 1.0, NO), Wrote("ben", "ana", 1.5)]
    assert answers_in(forms) == []


def test_what_was_written_at_the_instant_of_the_release_is_none():
    forms = [Wrote("ana", "ben", 1.0, NO), Wrote("ben", "ana", 2.0)]
    assert answers_in(forms) == []


def test_a_form_never_read_is_answered_by_nothing():
    forms = [Wrote("ana", "ben", 1.0, NO), Wrote("ben", "ana", 50.0)]
    assert answers_in(forms, read_after=np.inf) == []


def test_a_form_changed_after_the_release_is_an_answer():
    forms = [Wrote("ana", "ben", 1.0, NO), Wrote("ben", "ana", 1.0)]
    assert answers_in(forms, written={("ben", 1.0): 4.0}) == [("ben", 1.0)]


@pytest.mark.parametrize(
    "then",
    [
        [Wrote("ana", "ben", 3.0, YES), Wrote("ben", "ana", 9.0)],  # a yes in between
        [Wrote("ben", "cem", 9.0)],  # on somebody else
    ],
)
def test_no_answer_without_a_no_just_read_from_that_person(then):
    assert answers_in([Wrote("ana", "ben", 1.0, NO), *then]) == []


def test_only_the_first_form_after_a_no_is_an_answer():
    forms = [Wrote("ana", "ben", 1.0, NO), Wrote("ben", "ana", 5.0), Wrote("ben", "ana", 6.0)]
    assert answers_in(forms) == [("ben", 5.0)]


def test_retaliators_are_found_and_no_honest_rater(unfair_site, unfair_basis, nothing_apart):
    found = retaliators(unfair_basis, times=unfair_site.times, apart=nothing_apart)
    number = np.bincount(unfair_site.parties.interviewer[unfair_site.is_answer])
    bad = np.flatnonzero(unfair_site.is_retaliating[: len(number)] & (number >= 3))
    assert {one.rater for one in found} <= set(np.flatnonzero(unfair_site.is_retaliating).tolist())
    assert len(found) >= 0.6 * len(bad)
    assert all(set(one.forms) <= set(np.flatnonzero(unfair_site.is_answer)) for one in found)


def test_the_same_low_ratings_are_no_retaliation_before_anything_was_read(
    unfair_site, unfair_basis, nothing_apart
):
    times = replace(unfair_site.times, read=np.full(unfair_site.ratings.forms, np.inf))
    assert retaliators(unfair_basis, times=times, apart=nothing_apart) == []


def test_nobody_is_found_where_everybody_is_fair(honest_site, honest_basis):
    apart = np.zeros(honest_site.ratings.forms, bool)
    assert retaliators(honest_basis, times=honest_site.times, apart=apart) == []


def test_lower_answers_are_found_and_a_strict_rater_is_not(honest_site, honest_basis):
    """One of the fair gives less: in answers only, or in everything."""
    ratings, parties = honest_site.ratings, honest_site.parties
    number = np.bincount(parties.interviewer[honest_site.is_answer])
    rater = int(number.argmax())
    own = parties.interviewer == rater

    def found(forms):
        lower = np.where(forms[ratings.form], np.maximum(ratings.rating - 2, 1), ratings.rating)
        basis = basis_of(replace(ratings, rating=lower), parameters=honest_basis.parameters)
        apart = np.zeros(ratings.forms, bool)
        return [one.rater for one in retaliators(basis, times=honest_site.times, apart=apart)]

    assert found(own & honest_site.is_answer) == [rater]
    assert found(own) == []


def test_a_form_was_written_after_the_last_one_that_was_read():
    forms = [
        Wrote("ana", "ben", 1.0, NO),
        Wrote("ana", "ben", 2.0, YES),
        Wrote("ben", "ana", 5.0),
        Wrote("ben", "ana", 6.0),
    ]
    ratings = ratings_of(forms)
    times = Times(written=ratings.day, read=ratings.day + 0.5)
    read = read_before(parties_of(ratings), times=times)
    assert {
        float(day): float(ratings.day[row])
        for day, row in zip(ratings.day, read, strict=True)
        if row != NEVER
    } == {5.0: 2.0}


def test_halves_take_turns_rater_by_rater():
    forms = [Wrote(rater, "cem", day) for day, rater in enumerate(["ana", "ben", "ana", "ana"])]
    ratings = ratings_of(forms)
    parties = parties_of(ratings)
    chosen = np.array([True, True, True, False])
    first, second = halves_of(parties, chosen)
    assert first.tolist() == [True, True, False, False]
    assert second.tolist() == [False, False, True, False]


def test_chance_of_more_is_what_fair_raters_show():
    usual = np.random.default_rng(1).exponential(1.2, 20_000)
    levels = np.array([0.2, 1.0, 3.0, 6.0, 10.0])
    np.testing.assert_allclose(
        chance_of_more(levels, usual=usual), np.exp(-levels / 1.2), rtol=0.15
    )


def test_without_fair_raters_to_compare_with_nothing_is_unlikely():
    assert chance_of_more(np.array([0.0, 50.0]), usual=np.zeros(0)).tolist() == [1.0, 1.0]


def test_few_fair_raters_show_no_more_than_is_usual():
    """The usual tail counts as twenty, so one of them that is odd does not hide everybody."""
    assert chance_of_more(np.array([9.0]), usual=np.array([-1.0] * 9 + [6.0]))[0] < 0.01


@pytest.mark.parametrize(
    ("chance", "share"),
    [([0.9] * 9 + [0.01], 1.0), ([0.01] * 6 + [0.3, 0.4, 0.7, 0.9], 0.6), ([0.01] * 10, 0.2)],
)
def test_share_of_fair_is_twice_that_above_a_half_and_one_more(chance, share):
    assert share_of_fair(np.array(chance)) == share
