"""Open the forms of a session, save drafts of them, submit them."""

from datetime import datetime, timedelta

from django.db import transaction

from feedback.domain.release import RELEASE_AFTER, REMIND_AFTER_HOURS
from feedback.models import Review
from interviews.models import Leg, Session
from jobs.actions import enqueue


@transaction.atomic
def open_reviews(session: Session, *, now: datetime) -> None:
    """Open three forms for each leg, and plan the reminders and the release after 48 hours.

    Call it when the debrief begins or the session completes; a second call changes nothing.
    """
    legs = list(session.legs.all())
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
    return [
        Review(
            leg=leg, perspective=perspective, author_id=author, subject_id=subject, opened_at=now
        )
        for perspective, author, subject in (
            (perspectives.INTERVIEWER, leg.interviewer_id, leg.candidate_id),
            (perspectives.SELF, leg.candidate_id, leg.candidate_id),
            (perspectives.CANDIDATE, leg.candidate_id, leg.interviewer_id),
        )
    ]
