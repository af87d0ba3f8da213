"""Show people the feedback about them when the rules allow it."""

from datetime import datetime

from django.db import transaction

from accounts.actions.audit import record_audit
from feedback.actions.readiness import request_updates
from feedback.domain.release import Form, forms_to_release
from feedback.models import Review
from interviews.models import Session
from jobs.actions import enqueue


@transaction.atomic
def release_feedback(session: Session, *, now: datetime) -> None:
    """Release what may be seen at `now` and tell its subjects by mail. Idempotent."""
    # The lock makes two people who submit in the same moment see each other's last form.
    Session.objects.select_for_update().get(pk=session.pk)
    reviews = {review.pk: review for review in Review.objects.filter(leg__session=session)}
    if not reviews:
        return
    forms = [
        Form(r.pk, r.author_id, r.subject_id, r.is_submitted, r.is_released)
        for r in reviews.values()
    ]
    opened_at = min(review.opened_at for review in reviews.values())
    released = forms_to_release(forms, opened_at=opened_at, now=now)
    if not released:
        return
    Review.objects.filter(pk__in=released).update(released_at=now)
    record_audit(session, verb="feedback.release", by=None, now=now, reviews=sorted(released))
    shown = [reviews[pk] for pk in sorted(released)]
    request_updates(shown, cause="released", now=now)
    _tell_subjects(shown, session=session, now=now)


def _tell_subjects(reviews: list[Review], *, session: Session, now: datetime) -> None:
    """One mail to each person about whom somebody else's review has just been released."""
    first_of: dict[int, int] = {}
    for review in reviews:
        if review.author_id != review.subject_id:
            first_of.setdefault(review.subject_id, review.pk)
    for user_id, review_id in first_of.items():
        enqueue(
            "feedback.tell_released",
            key=f"feedback-released:{review_id}",
            run_at=now,
            now=now,
            review_id=review_id,
            user_id=user_id,
        )
