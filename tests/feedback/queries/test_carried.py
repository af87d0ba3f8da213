from datetime import timedelta

import pytest

from accounts.actions.erasure import erase_account
from feedback.actions.carrying import CannotCarry, carry_takeaway
from feedback.actions.reviews import CannotSave, open_reviews, submit_review
from feedback.domain.answers import Answers
from feedback.models import Review
from feedback.queries.carried import carried_into, carried_words
from feedback.queries.reports import report_of
from tests.factories import SessionFactory, UserFactory
from tests.feedback.builders import form_of, full_answers, opened_session, people_of, submit_all

pytestmark = pytest.mark.django_db
TAKEAWAYS = ["Name the invariant.", "Say the sizes.", "Test the empty case."]


@pytest.fixture
def candidate():
    return UserFactory()


def _held(candidate, *, at, takeaways=TAKEAWAYS):
    """A one-way session at `at` with released feedback on `candidate`."""
    session = opened_session(now=at, mode="one_way", second=candidate)
    for person in people_of(session):
        submit_all(person, session, now=at)
    reviews = Review.objects.filter(leg__session=session, perspective="interviewer")
    reviews.update(takeaways=takeaways)
    return reviews.get()


def _next_leg(candidate, *, at):
    return SessionFactory(mode="one_way", second=candidate, starts_at=at).legs.get()


def test_the_first_takeaway_of_the_last_session_goes_along(candidate, now):
    _held(candidate, at=now - timedelta(days=9), takeaways=["Older."])
    _held(candidate, at=now - timedelta(days=2))
    assert carried_words(_next_leg(candidate, at=now)) == "Name the invariant."


def test_the_candidate_chooses_another_or_none(candidate, now):
    review, leg = _held(candidate, at=now - timedelta(days=2)), _next_leg(candidate, at=now)
    for number, words in ((2, "Say the sizes."), (0, ""), (3, "Test the empty case.")):
        carry_takeaway(review, number=number, by=candidate, now=now)
        assert carried_words(leg) == words


def test_a_takeaway_that_was_withdrawn_gives_way_to_the_first(candidate, now):
    review, leg = _held(candidate, at=now - timedelta(days=2)), _next_leg(candidate, at=now)
    carry_takeaway(review, number=3, by=candidate, now=now)
    Review.objects.filter(pk=review.pk).update(takeaways=["Only this."])
    assert carried_words(leg) == "Only this."


def test_nothing_goes_along_that_is_not_released_or_comes_later(candidate, now):
    session = opened_session(now=now - timedelta(days=1), mode="one_way", second=candidate)
    interviewer, _ = people_of(session)
    submit_all(interviewer, session, now=now)
    _held(candidate, at=now + timedelta(days=1))
    assert carried_into(_next_leg(candidate, at=now)) is None


@pytest.mark.parametrize("number", [-1, 4])
def test_there_is_no_other_takeaway_to_choose(candidate, now, number):
    review = _held(candidate, at=now)
    with pytest.raises(CannotCarry, match="no such takeaway"):
        carry_takeaway(review, number=number, by=candidate, now=now)


def test_nobody_else_chooses(candidate, now):
    review = _held(candidate, at=now)
    with pytest.raises(CannotCarry, match="Only the person"):
        carry_takeaway(review, number=2, by=review.author, now=now)


def test_the_next_form_asks_after_it_and_keeps_what_it_was_opened_with(candidate, now):
    review, leg = _held(candidate, at=now - timedelta(days=2)), _next_leg(candidate, at=now)
    open_reviews(leg.session, now=now)
    carry_takeaway(review, number=2, by=candidate, now=now)
    open_reviews(leg.session, now=now)
    asked = {r.perspective: (r.carried, r.carried_from) for r in leg.reviews.all()}
    assert asked == {
        "interviewer": ("Name the invariant.", review),
        "self": ("", None),
        "candidate": ("", None),
    }


def test_the_form_cannot_go_without_the_answer_and_the_report_shows_it(candidate, now):
    _held(candidate, at=now - timedelta(days=2))
    leg = _next_leg(candidate, at=now)
    open_reviews(leg.session, now=now)
    form = form_of(leg.interviewer, leg.session, "interviewer")
    answers = full_answers("interviewer")
    with pytest.raises(CannotSave, match="Takeaway of last time"):
        submit_review(form, answers=answers, revision=0, by=leg.interviewer, now=now)
    answers = Answers(**{**vars(answers), "applied": "partly"})
    submit_review(form, answers=answers, revision=0, by=leg.interviewer, now=now)
    submit_all(candidate, leg.session, now=now)
    report = report_of(leg.public_id, reader=candidate)
    shown = (report.review.carried, report.review.get_applied_display())
    assert shown == ("Name the invariant.", "Partly")


def test_an_erased_candidates_takeaways_are_asked_after_no_more(candidate, now):
    _held(candidate, at=now - timedelta(days=2))
    leg = _next_leg(candidate, at=now)
    open_reviews(leg.session, now=now)
    erase_account(candidate, by=candidate, now=now)
    assert form_of(leg.interviewer, leg.session, "interviewer").carried == ""
