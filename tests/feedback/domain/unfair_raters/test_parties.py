import numpy as np

from feedback.domain.unfair_raters.parties import FormKey, is_low, keys_of, parties_of
from tests.feedback.domain.unfair_raters.builders import Wrote, ratings_of

FORMS = [
    Wrote("ana", "ben", 1.0, (4, 4, 2)),
    Wrote("ben", "ana", 1.0, (1, 1, 3)),
    Wrote("ben", "ana", 2.0),
    Wrote("cem", "ben", 3.0),
]


def test_a_pair_is_the_same_whoever_rates():
    ratings = ratings_of(FORMS)
    parties = parties_of(ratings)
    ways = {
        (parties.names[rater], parties.names[candidate]): (int(pair), bool(upward))
        for rater, candidate, pair, upward in zip(
            parties.interviewer, parties.candidate, parties.pair, parties.is_upward, strict=True
        )
    }
    assert ways == {
        ("ana", "ben"): (0, False),
        ("ben", "ana"): (0, True),
        ("cem", "ben"): (1, True),
    }


def test_three_forms_make_two_people_regulars():
    ratings = ratings_of(FORMS)
    assert parties_of(ratings).is_regular.tolist() == [
        "cem" not in (key.interviewer, key.candidate)
        for key in keys_of(ratings, np.arange(ratings.forms))
    ]


def test_a_no_is_the_recommendation_and_not_the_other_ratings():
    ratings = ratings_of(FORMS)
    keys = keys_of(ratings, np.flatnonzero(is_low(ratings)))
    assert keys == (FormKey(candidate="ben", interviewer="ana", day=1.0),)
