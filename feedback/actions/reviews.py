"""Open the forms of a session, save drafts of them, submit them."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from accounts.actions.audit import record_audit
from accounts.models import User
from feedback.actions.release import release_feedback
from feedback.actions.writing import columns_of, tidied, write_marks
from feedback.domain.answers import Answers, missing_answers
from feedback.domain.release import RELEASE_AFTER, REMIND_AFTER_HOURS
from feedback.models import Review
from feedback.queries.carried import carried_into
from feedback.queries.forms import owed_self_review, sheet_of
from interviews.models import Leg, Session
from jobs.actions import enqueue


class CannotSave(Exception):
    """The form was not saved; the message says why and what is safe."""


class SavedElsewhere(CannotSave):
    """Somebody (the author, on another device) saved since the caller read. Nothing changed."""

    def __init__(self, stored: Review) -> None:
        super().__init__(
            "This form was saved on another device. That version is kept; yours is not saved yet."
        )
        self.stored = stored


class AlreadySubmitted(CannotSave):
    def __init__(self, stored: Review) -> None:
        super().__init__("This form was already submitted. Nothing was changed.")
        self.stored = stored


@transaction.atomic
def open_reviews(session: Session, *, now: datetime, legs: Sequence[Leg] | None = None) -> None:
    """Open three forms for each leg, and plan the reminders and the release after 48 hours.

    `legs`: those that took place (None: all). Call it when the debrief begins or the session
    completes; a second call changes nothing but to open the forms of further legs.
    """
    legs = list(session.legs.all()) if legs is None else legs
    Review.objects.bulk_create(
        [review for leg in legs for review in _forms_of(leg, now=now)], ignore_conflicts=True
    )
    for user_id in {leg.interviewer_id for leg in legs} | {leg.candidate_id for leg in legs}:
        for hours in REMIND_AFTER_HOURS:
            enqueue(
                "feedback.remind",
                key=f"feedback-reminder:{session.pk}:{user_id}:{hours}",
                run_at=now + timedelta(hours=hours),
                now=now,
                session_id=session.pk,
                user_id=user_id,
                hours=hours,
            )
    enqueue(
        "feedback.release_due",
        key=f"feedback-release:{session.pk}",
        run_at=now + RELEASE_AFTER,
        now=now,
        session_id=session.pk,
    )


def _forms_of(leg: Leg, *, now: datetime) -> list[Review]:
    perspectives = Review.Perspective
    source = carried_into(leg)
    carried = {"carried": source.carried_takeaway, "carried_from": source} if source else {}
    return [
        Review(
            leg=leg,
            perspective=perspective,
            author_id=author,
            subject_id=subject,
            opened_at=now,
            **(carried if perspective == perspectives.INTERVIEWER else {}),
        )
        for perspective, author, subject in (
            (perspectives.INTERVIEWER, leg.interviewer_id, leg.candidate_id),
            (perspectives.SELF, leg.candidate_id, leg.candidate_id),
            (perspectives.CANDIDATE, leg.candidate_id, leg.interviewer_id),
        )
    ]


@transaction.atomic
def save_draft(
    review: Review, *, answers: Answers, revision: int, by: User, now: datetime
) -> Review:
    """Keep `answers` as the draft if nothing was saved since `revision`; return it as stored.

    Raises SavedElsewhere when another device was faster (its version stays), CannotSave when
    the form is submitted already or waits for the self-score.
    """
    _write(review, answers=answers, revision=revision, by=by, saved_at=now)
    return Review.objects.get(pk=review.pk)


@transaction.atomic
def submit_review(
    review: Review, *, answers: Answers, revision: int, by: User, now: datetime
) -> Review:
    """Submit the form with `answers`. Releases the session's feedback if it was the last.

    Raises as `save_draft` does, AlreadySubmitted the second time, and CannotSave when an answer
    is missing.
    """
    # Locked before anything else: see release_feedback.
    Session.objects.select_for_update().get(legs__reviews=review.pk)
    missing = missing_answers(answers, sheet_of(review))
    if missing and not review.is_submitted:
        names = ", ".join(item.label for item in missing)
        raise CannotSave(f"Not submitted: still missing is {names}. Your draft is safe.")
    _write(review, answers=tidied(answers), revision=revision, by=by, saved_at=now, final=True)
    record_audit(review, verb="feedback.submit_review", by=by, now=now)
    release_feedback(review.leg.session, now=now)
    return Review.objects.get(pk=review.pk)


def _write(
    review: Review,
    *,
    answers: Answers,
    revision: int,
    by: User,
    saved_at: datetime,
    final: bool = False,
) -> None:
    if review.author_id != by.pk:
        raise CannotSave("Only the person who writes this form can change it.")
    if owed_self_review(review) is not None:
        raise CannotSave("First rate yourself in this round; then this form opens.")
    # One statement decides: whoever comes second finds another revision and writes nothing.
    updated = Review.objects.filter(pk=review.pk, submitted_at=None, revision=revision).update(
        **columns_of(answers),
        revision=F("revision") + 1,
        saved_at=saved_at,
        submitted_at=saved_at if final else None,
    )
    if not updated:
        stored = Review.objects.get(pk=review.pk)
        raise AlreadySubmitted(stored) if stored.is_submitted else SavedElsewhere(stored)
    write_marks(review, answers)
