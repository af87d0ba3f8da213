import numpy as np
import pytest

from feedback.domain.unfair_raters.flags import Flag, Kind
from feedback.domain.unfair_raters.parties import FormKey
from feedback.domain.unfair_raters.weights import LEAST_WEIGHT, weights_of
from tests.feedback.domain.unfair_raters.builders import Wrote, ratings_of

FORMS = [Wrote("ana", "ben", 1.0), Wrote("ana", "ben", 2.0), Wrote("ben", "ana", 2.0)]


def flag(*forms):
    keys = tuple(FormKey(candidate=c, interviewer=i, day=day) for i, c, day in forms)
    return Flag(Kind.RETALIATION, ("ana",), "", {}, keys)


@pytest.mark.parametrize(
    ("confirmed", "doubted"),
    [
        ([], []),
        ([flag(("ana", "ben", 2.0))], [("ana", 2.0)]),
        ([flag(("ana", "ben", 2.0)), flag(("ana", "ben", 2.0))], [("ana", 2.0)]),
        ([flag(("ana", "ben", 9.0))], []),
        ([flag(("ana", "ben", 1.0), ("ben", "ana", 2.0))], [("ana", 1.0), ("ben", 2.0)]),
    ],
)
def test_forms_of_confirmed_flags_count_a_quarter_and_all_others_in_full(confirmed, doubted):
    ratings = ratings_of(FORMS)
    weights = weights_of(ratings, confirmed=confirmed)
    found = {
        (ratings.interviewers[rater], day): weight
        for rater, day, weight in zip(ratings.interviewer, ratings.day, weights, strict=True)
    }
    assert LEAST_WEIGHT == 0.25
    assert found == {
        (form.rater, form.day): 0.25 if (form.rater, form.day) in doubted else 1.0 for form in FORMS
    }


def test_weights_are_in_the_order_of_the_forms():
    ratings = ratings_of(reversed(FORMS))
    assert (
        weights_of(ratings, confirmed=[flag(("ben", "ana", 2.0))]).tolist()
        == np.where(
            [name == "ana" for name in np.array(ratings.people)[ratings.person]], 0.25, 1.0
        ).tolist()
    )
