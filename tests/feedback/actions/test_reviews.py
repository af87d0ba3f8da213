from datetime import timedelta

import pytest

from accounts.models import AuditEntry
from feedback.actions.reviews import (
    AlreadySubmitted,
    CannotSave,
    SavedElsewhere,
    save_draft,
    submit_review,
)
from feedback.domain.answers import Answers, Mark
from feedback.models import Rating, Review
from feedback.queries.forms import answers_of
from tests.factories import UserFactory
from tests.feedback.builders import form_of, full_answers, opened_session, people_of, submit

pytestmark = pytest.mark.django_db

HALF = Answers(
    marks={"approach": Mark(4), "verbal-reasoning": Mark(evidence="said it aloud")},
    red_flags={"silence": ""},
    takeaways=("", "second", ""),
)


def test_a_draft_comes_back_as_it_was_left(now):
    session = opened_session(now=now)
    interviewer, _ = people_of(session)
    review = form_of(interviewer, session, "interviewer")
    later = now + timedelta(minutes=3)
    stored = save_draft(review, answers=HALF, revision=0, by=interviewer, now=later)
    assert answers_of(form_of(interviewer, session, "interviewer")) == HALF
    assert (stored.revision, stored.saved_at, stored.submitted_at) == (1, later, None)


def test_a_later_draft_replaces_every_answer(now):
    session = opened_session(now=now)
    interviewer, _ = people_of(session)
    review = form_of(interviewer, session, "interviewer")
    save_draft(review, answers=HALF, revision=0, by=interviewer, now=now)
    second = Answers(marks={"approach": Mark(None, is_observed=False)}, drill="Aloud, twice.")
    save_draft(review, answers=second, revision=1, by=interviewer, now=now)
    assert answers_of(form_of(interviewer, session, "interviewer")) == second


def test_two_devices_never_overwrite_each_other_silently(now):
    session = opened_session(now=now)
    interviewer, _ = people_of(session)
    review = form_of(interviewer, session, "interviewer")
    save_draft(review, answers=HALF, revision=0, by=interviewer, now=now)
    with pytest.raises(SavedElsewhere, match="saved on another device") as refused:
        save_draft(review, answers=Answers(drill="other"), revision=0, by=interviewer, now=now)
    assert refused.value.stored.revision == 1
    assert answers_of(form_of(interviewer, session, "interviewer")) == HALF
    with pytest.raises(SavedElsewhere):
        submit_review(
            review, answers=full_answers("interviewer"), revision=0, by=interviewer, now=now
        )
    assert answers_of(form_of(interviewer, session, "interviewer")) == HALF


def test_only_the_author_writes(now):
    session = opened_session(now=now)
    interviewer, candidate = people_of(session)
    review = form_of(interviewer, session, "interviewer")
    for other in (candidate, UserFactory()):
        with pytest.raises(CannotSave):
            save_draft(review, answers=HALF, revision=0, by=other, now=now)
    assert Rating.objects.count() == 0


def test_submitting_twice_is_said_and_changes_nothing(now):
    session = opened_session(now=now)
    interviewer, _ = people_of(session)
    submit(interviewer, session, "interviewer", now=now)
    again = form_of(interviewer, session, "interviewer")
    other = full_answers("interviewer", score=1)
    for revision in (0, 1):
        with pytest.raises(AlreadySubmitted, match="already submitted"):
            submit_review(again, answers=other, revision=revision, by=interviewer, now=now)
        with pytest.raises(AlreadySubmitted):
            save_draft(again, answers=other, revision=revision, by=interviewer, now=now)
    stored = answers_of(form_of(interviewer, session, "interviewer"))
    assert stored == full_answers("interviewer")
    assert AuditEntry.objects.filter(verb="feedback.submit_review").count() == 1


def test_an_incomplete_form_is_not_submitted_and_the_missing_is_named(now):
    session = opened_session(now=now)
    interviewer, _ = people_of(session)
    review = form_of(interviewer, session, "interviewer")
    with pytest.raises(CannotSave, match="Verbal Reasoning, Long silence: where, Recommendation"):
        submit_review(review, answers=HALF, revision=0, by=interviewer, now=now)
    assert Review.objects.submitted().count() == 0
    assert Rating.objects.count() == 0


def test_empty_takeaways_are_dropped_when_submitting(now):
    session = opened_session(now=now)
    interviewer, _ = people_of(session)
    review = form_of(interviewer, session, "interviewer")
    answers = Answers(**{**vars(full_answers("interviewer")), "takeaways": ("", "Breathe.", " ")})
    stored = submit_review(review, answers=answers, revision=0, by=interviewer, now=now)
    assert stored.takeaways == ["Breathe."]


def test_the_self_score_comes_before_the_rating_of_the_interviewer(now):
    session = opened_session(now=now)
    _, candidate = people_of(session)
    with pytest.raises(CannotSave, match="First rate yourself"):
        submit(candidate, session, "candidate", now=now)
    review = form_of(candidate, session, "candidate")
    with pytest.raises(CannotSave, match="First rate yourself"):
        save_draft(review, answers=Answers(comment="x"), revision=0, by=candidate, now=now)
    submit(candidate, session, "self", now=now)
    assert submit(candidate, session, "candidate", now=now).is_submitted


def test_answers_to_criteria_of_another_rubric_are_ignored(now):
    session = opened_session(now=now)
    interviewer, _ = people_of(session)
    review = form_of(interviewer, session, "interviewer")
    answers = Answers(marks={"approach": Mark(2), "forged": Mark(4)})
    save_draft(review, answers=answers, revision=0, by=interviewer, now=now)
    assert [rating.criterion.slug for rating in Rating.objects.all()] == ["approach"]
