from dataclasses import replace

import numpy as np
import pytest

from feedback.domain.unfair_raters.parties import is_low, keys_of, parties_of
from feedback.domain.unfair_raters.retaliation import Times, answers, retaliators
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
    assert len(found) >= 0.7 * len(bad)
    assert all(set(one.forms) <= set(np.flatnonzero(unfair_site.is_answer)) for one in found)


def test_the_same_low_ratings_are_no_retaliation_before_anything_was_read(
    unfair_site, unfair_basis, nothing_apart
):
    times = replace(unfair_site.times, read=np.full(unfair_site.ratings.forms, np.inf))
    assert retaliators(unfair_basis, times=times, apart=nothing_apart) == []


def test_nobody_is_found_where_everybody_is_fair(honest_site, honest_basis):
    apart = np.zeros(honest_site.ratings.forms, bool)
    assert retaliators(honest_basis, times=honest_site.times, apart=apart) == []
