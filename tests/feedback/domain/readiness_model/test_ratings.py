import numpy as np

from feedback.domain.readiness_model.ratings import (
    NO_PACKET,
    some_people,
    sorted_ratings,
    with_names,
)
from feedback.domain.readiness_model.solving import problem_of
from feedback.domain.readiness_model.steps import practice_of, steps_of
from tests.feedback.domain.readiness_model.builders import (
    KINDS,
    loadings,
    random_ratings,
    random_rows,
    shuffled,
)


def test_shuffled_rows_are_the_same_ratings():
    rows = random_rows(1)
    one, other = sorted_ratings(rows), sorted_ratings(shuffled(rows, seed=5))
    for name, value in vars(one).items():
        np.testing.assert_array_equal(getattr(other, name), value)


def test_forms_are_in_order_of_person_and_time():
    ratings = random_ratings(1)
    order = np.lexsort((ratings.day, ratings.person))
    assert order.tolist() == list(range(ratings.forms))
    assert sorted(ratings.people) == list(ratings.people)
    assert (ratings.packet == NO_PACKET).any()
    assert "" not in ratings.packets


def test_only_names_that_are_used_have_a_code():
    rows = random_rows(1)
    first = sorted_ratings(rows.until(float(np.quantile(rows.day, 0.05))))
    assert len(first.people) == len(set(first.person.tolist()))
    assert len(first.interviewers) == len(set(first.interviewer.tolist()))


def test_some_people_keep_all_their_forms_and_codes():
    ratings = random_ratings(1)
    chosen = np.arange(len(ratings.people)) % 2 == 0
    part = some_people(ratings, chosen)
    forms = chosen[ratings.person]
    assert part.day.tolist() == ratings.day[forms].tolist()
    assert (
        part.person[part.form].tolist()
        == ratings.person[ratings.form][forms[ratings.form]].tolist()
    )


def test_step_holds_the_form_of_that_number_of_everybody():
    ratings = random_ratings(2)
    steps = steps_of(ratings)
    for number, rows in enumerate(steps.slices()):
        person = ratings.person[steps.rows[rows]]
        assert person.tolist() == steps.ranked[: len(person)].tolist()
        earlier = [
            int(np.sum(ratings.day[ratings.person == ratings.person[f]] < ratings.day[f]))
            for f in steps.rows[rows]
        ]
        assert set(earlier) == {number}
    assert sorted(steps.rows.tolist()) == list(range(ratings.forms))


def test_practice_before_each_form_is_counted_as_its_definition_says():
    problem = problem_of(random_ratings(3, people=3))
    before, now = practice_of(problem.steps, kinds=len(KINDS))
    pace, gains = loadings(problem)
    np.testing.assert_allclose(before.pace, pace)
    np.testing.assert_allclose(before.gains, gains)
    assert (
        now.gains[:, :, 0].sum((1, 2)).tolist()
        == np.bincount(problem.ratings.person[problem.steps.rows])[problem.steps.ranked].tolist()
    )


def test_further_names_change_no_form():
    ratings = random_ratings(1)
    wider = with_names(ratings, kinds=["a kind", *KINDS], criteria=["zeal", "ardour"])
    assert wider.kinds == ("a kind", *ratings.kinds)
    assert wider.criteria == ("ardour", *ratings.criteria, "zeal")
    np.testing.assert_array_equal(wider.kind, ratings.kind + 1)
    np.testing.assert_array_equal(wider.criterion, ratings.criterion + 1)
    assert (ratings.rating is wider.rating, ratings.form is wider.form) == (True, True)
