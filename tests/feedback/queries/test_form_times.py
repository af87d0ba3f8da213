from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from feedback.actions.revising import revise_review
from feedback.domain.readiness_model.ratings_file import day_of
from feedback.models import Review
from feedback.queries.form_times import times_of
from feedback.queries.forms import answers_of, reviews_with_forms
from feedback.queries.readiness_forms import read_forms
from tests.feedback.builders import full_answers, opened_session, people_of, submit, submit_all

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def times_by_form(*, now) -> dict[int, tuple[float, float]]:
    read = read_forms(now=now)
    times = times_of(read)
    return {
        int(pk): (written, first_read)
        for pk, written, first_read in zip(read.reviews, times.written, times.read, strict=True)
    }


def revised(review, *, now, **changes) -> None:
    stored = reviews_with_forms().get(pk=review.pk)
    answers = replace(answers_of(stored), **changes)
    revise_review(review, answers=answers, revision=stored.revision, by=review.author, now=now)


@pytest.fixture
def review(now):
    """Given at once, released an hour later when its candidate had rated themself."""
    session = opened_session(now=now, mode="one_way")
    interviewer, candidate = people_of(session)
    submit_all(interviewer, session, now=now)
    submit_all(candidate, session, now=now + HOUR)
    return Review.objects.get(perspective="interviewer")


def test_form_is_written_when_it_is_sent_and_read_from_its_release_on(review, now):
    assert times_by_form(now=now) == {review.pk: (day_of(now), day_of(now + HOUR))}


def test_who_has_not_rated_themself_has_not_read_it(now):
    session = opened_session(now=now, mode="one_way")
    interviewer, candidate = people_of(session)
    submit_all(interviewer, session, now=now)
    form = Review.objects.get(perspective="interviewer")
    Review.objects.filter(pk=form.pk).update(released_at=now)
    assert times_by_form(now=now) == {form.pk: (day_of(now), np.inf)}
    submit(candidate, session, "self", now=now + 3 * HOUR)
    assert times_by_form(now=now) == {form.pk: (day_of(now), day_of(now + 3 * HOUR))}


def test_new_ratings_count_from_when_they_were_given(review, now):
    revised(review, now=now + 5 * HOUR, recommendation=1)
    later = day_of(now + 5 * HOUR)
    assert times_by_form(now=now) == {review.pk: (later, later)}


def test_other_words_are_no_new_ratings(review, now):
    revised(review, now=now + 5 * HOUR, drill="Trace two cases by hand.")
    before = {review.pk: (day_of(now), day_of(now + HOUR))}
    assert times_by_form(now=now) == before
    revised(review, now=now + 6 * HOUR, marks=full_answers("interviewer", score=1).marks)
    revised(review, now=now + 7 * HOUR, takeaways=("Name the case.",))
    given = day_of(now + 6 * HOUR)
    assert times_by_form(now=now) == {review.pk: (given, given)}


def test_change_before_the_release_is_when_it_was_written(now):
    session = opened_session(now=now, mode="one_way")
    interviewer, candidate = people_of(session)
    submit_all(interviewer, session, now=now)
    form = Review.objects.get(perspective="interviewer")
    revised(form, now=now + HOUR, recommendation=1)
    submit_all(candidate, session, now=now + 2 * HOUR)
    expected = (day_of(now + HOUR), day_of(now + 2 * HOUR))
    assert times_by_form(now=now) == {form.pk: expected}


@pytest.mark.parametrize("forms", [1, 3])
def test_times_take_five_queries(now, django_assert_num_queries, forms):
    for _ in range(forms):
        session = opened_session(now=now, mode="one_way")
        for person in people_of(session):
            submit_all(person, session, now=now)
        revised(
            Review.objects.get(leg__session=session, perspective="interviewer"), now=now, drill="x"
        )
    read = read_forms(now=now)
    assert len(read.reviews) == forms
    with django_assert_num_queries(5):
        times_of(read)
