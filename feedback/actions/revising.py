"""Change a form after it was submitted."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from accounts.actions.audit import record_audit
from accounts.models import User
from feedback.actions.readiness import request_updates
from feedback.actions.reviews import CannotSave, SavedElsewhere
from feedback.actions.writing import columns_of, tidied, write_marks
from feedback.domain.answers import Answers, missing_answers
from feedback.domain.versions import EDITABLE_FOR, as_json, is_editable
from feedback.models import EditDraft, Review, ReviewVersion
from feedback.queries.edits import edit_of
from feedback.queries.forms import answers_of, reviews_with_forms, sheet_of
from interviews.models import Session
from jobs.actions import enqueue


@transaction.atomic
def revise_review(
    review: Review, *, answers: Answers, revision: int, by: User, now: datetime
) -> Review:
    """Make `answers` what the submitted form says. The same answers again change nothing.

    Once released, what it said before is kept as a version that its readers see, and its subject
    is told, once a day at most. Raises CannotSave when it cannot be changed (any more) or an
    answer is missing, SavedElsewhere when it was changed since `revision`.
    """
    stored = locked_review(review)
    check_changeable(stored, by=by, now=now)
    _check_complete(stored, answers)
    if edit_of(stored).revision != revision:
        raise SavedElsewhere(stored)
    EditDraft.objects.filter(review=stored).update(answers={})  # it is sent
    before, after = answers_of(stored), tidied(answers)
    if before == after:
        return stored
    if stored.is_released:
        _keep_version(stored, before, now=now)
    Review.objects.filter(pk=stored.pk).update(
        **columns_of(after),
        carries=_carries(stored, after),
        revision=F("revision") + 1,
        saved_at=now,
        revised_at=now if stored.is_released else None,
    )
    write_marks(stored, after)
    if stored.is_released:
        request_updates([stored], cause=f"revised-{revision}", now=now)
    record_audit(stored, verb="feedback.revise_review", by=by, now=now)
    return Review.objects.get(pk=stored.pk)


def locked_review(review: Review) -> Review:
    """The review as it is stored, with its form; nothing else changes it until the commit."""
    # The lock that release_feedback takes: what is changed here was seen, or it was not.
    Session.objects.select_for_update().get(legs__reviews=review.pk)
    return reviews_with_forms().get(pk=review.pk)


def check_changeable(stored: Review, *, by: User, now: datetime) -> None:
    """Raises CannotSave unless `by` may change what they submitted."""
    if stored.author_id != by.pk:
        raise CannotSave("Only the person who wrote this form can change it.")
    if not stored.is_submitted:
        raise CannotSave("This form is not submitted yet. Nothing was changed.")
    if not is_editable(perspective=stored.perspective, released_at=stored.released_at, now=now):
        raise CannotSave(
            "A self-score stays as it was given."
            if stored.perspective == Review.Perspective.SELF
            else f"It was released more than {EDITABLE_FOR.days} days ago, so it stays as it is."
        )


def _check_complete(stored: Review, answers: Answers) -> None:
    missing = missing_answers(answers, sheet_of(stored))
    if missing:
        names = ", ".join(item.label for item in missing)
        raise CannotSave(f"Not changed: still missing is {names}.")


def _carries(stored: Review, after: Answers) -> int:
    """The candidate's chosen takeaway stays chosen wherever it stands now; else the first."""
    chosen = stored.carried_takeaway
    if chosen in after.takeaways:
        return after.takeaways.index(chosen) + 1
    return min(stored.carries, 1)


def _keep_version(stored: Review, before: Answers, *, now: datetime) -> None:
    assert stored.submitted_at is not None
    ReviewVersion.objects.create(
        review=stored,
        number=stored.versions.count() + 1,
        answers=as_json(before),
        stood_since_at=stored.revised_at or stored.submitted_at,
        replaced_at=now,
    )
    enqueue(
        "feedback.tell_changed",
        key=f"feedback-changed:{stored.subject_id}:{now:%Y-%m-%d}",
        run_at=now,
        now=now,
        review_id=stored.pk,
    )
