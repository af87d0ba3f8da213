from datetime import timedelta

import numpy as np
import pytest

from accounts.actions.erasure import erase_account
from feedback.actions.disputes import decide_dispute, dispute_review
from feedback.actions.revising import revise_review
from feedback.domain.readiness_model.ratings_file import day_of
from feedback.models import Review
from feedback.queries.forms import reviews_with_forms
from feedback.queries.readiness import readiness_of
from feedback.queries.readiness_forms import (
    forms_of_person,
    forms_versions,
    read_forms,
    readiness_name,
)
from interviews.models import Kind, Session
from tests.factories import UserFactory
from tests.feedback.builders import full_answers, opened_session, people_of, submit, submit_all
from tests.feedback.readiness_worlds import world_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def session(now):
    """Released. In its first leg the candidate got a 3 and a yes, in its second a 2 and a no."""
    session = opened_session(now=now)
    first, second = people_of(session)
    submit_all(first, session, now=now, score=3, recommendation=3)
    submit_all(second, session, now=now, score=2, recommendation=2)
    return session


def form_on(candidate) -> Review:
    return reviews_with_forms().get(subject=candidate, perspective="interviewer")


def exclude(review, *, now):
    staff = UserFactory(is_superuser=True)
    dispute = dispute_review(review, text="It was not me.", by=review.subject, now=now)
    decide_dispute(dispute, is_upheld=True, note="", by=staff, now=now)
    return dispute


def told(read) -> dict[str, dict[str, int]]:
    """{candidate: {criterion: rating}} of people with one form."""
    ratings = read.ratings
    found: dict[str, dict[str, int]] = {name: {} for name in ratings.people}
    for form, criterion, rating in zip(
        ratings.form, ratings.criterion, ratings.rating, strict=True
    ):
        found[ratings.people[ratings.person[form]]][ratings.criteria[criterion]] = int(rating)
    return found


def test_forms_of_interviewers_are_read_with_their_recommendation(session, now):
    first, second = people_of(session)
    read = read_forms(now=now)

    assert told(read) == {
        readiness_name(second.public_id): {
            **{"approach": 3, "communication verbal-reasoning": 3, "overall": 3}
        },
        readiness_name(first.public_id): {
            **{"approach": 2, "communication verbal-reasoning": 2, "overall": 2}
        },
    }
    assert read.users == {readiness_name(user.public_id): user.pk for user in (first, second)}
    assert read.until_at == now
    assert set(read.ratings.day) == {day_of(session.starts_at)}


def test_kinds_and_criteria_that_nobody_has_met_are_known(session, now):
    ratings = read_forms(now=now).ratings
    assert ratings.kinds == tuple(sorted(Kind.values))
    assert {ratings.kinds[kind] for kind in ratings.kind} == {"coding"}


def test_forms_that_nobody_may_see_yet_are_not_read(now):
    session = opened_session(now=now)
    submit_all(people_of(session)[0], session, now=now)
    read = read_forms(now=now)
    assert (read.ratings.forms, read.until_at, read.versions) == (0, None, {})


def test_newest_version_of_a_form_is_read(session, now):
    _, candidate = people_of(session)
    review = form_on(candidate)
    revise_review(
        review,
        answers=full_answers("interviewer", score=1, recommendation=1),
        revision=review.revision,
        by=review.author,
        now=now,
    )
    assert set(told(read_forms(now=now))[readiness_name(candidate.public_id)].values()) == {1}


def test_excluded_form_is_not_read(session, now):
    first, second = people_of(session)
    exclude(form_on(second), now=now)
    assert list(told(read_forms(now=now))) == [readiness_name(first.public_id)]
    assert forms_of_person(second, fitted_at=None, now=now).forms == ()


def test_form_on_a_session_that_has_not_begun_is_not_read(session, now):
    assert read_forms(now=session.starts_at - timedelta(seconds=1)).ratings.forms == 0


def test_reading_again_gives_the_same_arrays(now):
    world_of(5, now=now).hold(30, begin=20, end=1)
    one, other = read_forms(now=now), read_forms(now=now)
    for name, column in vars(one.ratings).items():
        np.testing.assert_array_equal(column, getattr(other.ratings, name))
    assert one.versions == other.versions


@pytest.mark.parametrize("forms", [1, 30])
def test_all_forms_take_three_queries(now, django_assert_num_queries, forms):
    world_of(5, now=now).hold(forms, begin=20, end=1)
    with django_assert_num_queries(3):
        read_forms(now=now)


@pytest.mark.parametrize("forms", [1, 10])
def test_forms_of_one_person_take_three_queries(now, django_assert_num_queries, forms):
    world = world_of(5, now=now)
    world.hold(forms, begin=20, end=1, candidate=0)
    with django_assert_num_queries(3):
        found = forms_of_person(world.people[0], fitted_at=None, now=now)
    assert len(found.forms) == forms


def test_one_person_is_read_as_among_everybody(now):
    world = world_of(6, now=now)
    world.hold(40, begin=20, end=1)
    read, ratings = read_forms(now=now), read_forms(now=now).ratings
    for user in world.people:
        own = forms_of_person(user, fitted_at=now, now=now)
        code = ratings.people.index(readiness_name(user.public_id))
        forms = np.flatnonzero(ratings.person == code)
        assert own.version == read.versions[user.pk]
        assert sorted(
            (form.day, form.kind, form.interviewer, form.packet, sum(form.ratings.values()))
            for form in own.forms
        ) == sorted(
            (
                ratings.day[form],
                ratings.kinds[ratings.kind[form]],
                ratings.interviewers[ratings.interviewer[form]],
                ratings.packets[ratings.packet[form]],
                ratings.rating[ratings.form == form].sum(),
            )
            for form in forms
        )


def test_form_released_after_the_fit_is_new_to_it(session, now):
    _, candidate = people_of(session)
    later = now + timedelta(minutes=1)
    before = forms_of_person(candidate, fitted_at=now - timedelta(minutes=1), now=now)
    after = forms_of_person(candidate, fitted_at=later, now=later)
    assert [form.is_new for form in (*before.forms, *after.forms)] == [True, False]


def test_version_follows_what_is_released_edited_and_taken_out(session, now):
    _, candidate = people_of(session)
    review = form_on(candidate)
    seen = [forms_versions([candidate.pk], now=now)]
    answers = full_answers("interviewer", score=4)
    revise_review(review, answers=answers, revision=review.revision, by=review.author, now=now)
    seen.append(forms_versions([candidate.pk], now=now))
    another = opened_session(now=now, first=candidate, mode="swap")
    for user in people_of(another):
        submit_all(user, another, now=now)
    seen.append(forms_versions([candidate.pk], now=now))
    Review.objects.filter(subject=candidate).update(is_excluded=True)

    assert [list(one) for one in seen] == [[candidate.pk]] * 3
    assert len({one[candidate.pk] for one in seen}) == 3
    assert forms_versions([candidate.pk], now=now) == {}


def test_drafts_and_other_forms_leave_the_version_as_it_is(session, now):
    _, candidate = people_of(session)
    before = forms_versions([candidate.pk], now=now)
    other = opened_session(now=now, first=candidate)
    submit(candidate, other, "self", now=now)
    assert forms_versions([candidate.pk], now=now) == before


def test_erased_person_is_called_something_else(session, now):
    interviewer, candidate = people_of(session)
    before = readiness_name(interviewer.public_id)
    erase_account(interviewer, by=interviewer, now=now)
    ratings = read_forms(now=now).ratings

    assert interviewer.public_id.hex not in before
    assert before not in {*ratings.interviewers, *ratings.people}
    assert [name for name in ratings.people if name == readiness_name(candidate.public_id)] == [
        readiness_name(candidate.public_id)
    ]


def test_session_over_before_its_time_counts_from_its_release_on(session, now):
    _, candidate = people_of(session)
    Session.objects.filter(pk=session.pk).update(
        starts_at=now + timedelta(minutes=5), ends_at=now + timedelta(hours=1)
    )
    (form,) = forms_of_person(candidate, fitted_at=None, now=now).forms
    read = read_forms(now=now)
    assert (form.day, set(read.ratings.day)) == (day_of(now), {day_of(now)})
    assert forms_versions([candidate.pk], now=now) == {candidate.pk: read.versions[candidate.pk]}
    assert readiness_of(candidate, now=now).sessions == 1
    assert forms_of_person(candidate, fitted_at=None, now=now - timedelta(hours=1)).forms == ()
